"""Leaves, roots and what lies between

Leaves are the tensors you made; roots are what you call backward() on. Only leaves keep their
gradient. For a tensor in between, .grad is None, unless you ask it with retain_grad() to keep
what comes by. h keeps it here, g does not, and reading g.grad earns a warning.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)
g = x * 5
h = g + 1
h.retain_grad()
root = h ** 2

print(x.is_leaf, g.is_leaf, h.is_leaf, root.is_leaf)
root.backward()
print("x.grad:", x.grad)
print("h.grad:", h.grad)
print("g.grad:", g.grad)
