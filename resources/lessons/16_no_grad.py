"""Looking away: torch.no_grad()

Chapter: Modes
Aim: Use no_grad as a block and as a decorator, and say what it spares.

Inside a no_grad block nothing is written down. The results are right, but they are plain tensors
without a history: on the canvas a wall stands before them. It saves memory and time when a model
is only used, not trained. Leaves made inside may still ask for gradients later.
"""

import torch

x = torch.tensor([2.0], requires_grad=True)

#: Recorded as usual.
y = x * 2
print(f"y requires_grad: {y.requires_grad}")

with torch.no_grad():
    #: The same line, not recorded: no node, no arrow back. A wall stands before the result.
    #? Does y require grad now?
    #+ No | Nothing is recorded inside the block.
    #- Yes, as x does | The block says that nobody is watching.
    y = x * 2
print(f"y requires_grad: {y.requires_grad}")

with torch.no_grad():
    #: A leaf may still be made here; only operations are not recorded.
    w = torch.tensor([2.0], requires_grad=True)
    z = w ** 2
print(w.requires_grad, z.requires_grad)
print(w.grad)


@torch.no_grad()
def double(t):
    return t * 2


#: As a decorator it holds for the whole function.
print(double(x).requires_grad)

#? What does no_grad spare?
#+ Memory and time | No nodes, and nothing saved for the way back.
#- Only time | Above all it saves the memory of what nodes would keep.
#- The forward pass | The results are computed as ever.
