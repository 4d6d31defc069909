"""Looking away: torch.no_grad()

Inside a no_grad block nothing is written down. The results are right, but they are plain tensors
without a history: on the canvas a wall stands before them. It saves memory and time when a model
is only used, not trained. Leaves made inside may still ask for gradients later.
"""

import torch

x = torch.tensor([2.0], requires_grad=True)

y = x * 2
print(f"y requires_grad: {y.requires_grad}")

with torch.no_grad():
    y = x * 2
print(f"y requires_grad: {y.requires_grad}")

with torch.no_grad():
    w = torch.tensor([2.0], requires_grad=True)
    z = w ** 2
print(w.requires_grad, z.requires_grad)
print(w.grad)


@torch.no_grad()
def double(t):
    return t * 2


print(double(x).requires_grad)
