"""The error: going backward twice through one graph

The first backward pass frees what the nodes had saved (watch them fade): most programs go back
only once, and the memory is needed for the next graph. A second pass through the same graph finds
nothing to compute with and fails at the first node whose saved tensors are gone.

Two remedies: build the graph again (the lesson before this one), or keep it (the next one).
"""

import torch

x = torch.tensor([2.0], requires_grad=True)
y = torch.tensor([3.0], requires_grad=True)
z = (x ** 2) * y

z.backward()
print(f"dz/dx: {x.grad}")
print(f"dz/dy: {y.grad}")

z.backward()
