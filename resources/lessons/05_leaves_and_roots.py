"""Leaves, roots and what lies between

Chapter: Scalars
Aim: Predict which tensors have a .grad after backward().

Leaves are the tensors you made; roots are what you call backward() on. Only leaves keep their
gradient. For a tensor in between, .grad is None, unless you ask it with retain_grad() to keep
what comes by. h keeps it here, g does not, and reading g.grad earns a warning.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)
#: In between: it requires grad and is not a leaf.
g = x * 5
h = g + 1
#: h asks to keep what comes by. g does not.
h.retain_grad()
root = h ** 2

print(x.is_leaf, g.is_leaf, h.is_leaf, root.is_leaf)
#: The gradient starts at root, and passes h and g on its way to x.
#: [h.grad] It passes h, and h keeps a copy.
#? h is 11, and root = h². What is h.grad?
#= h.grad | 2h.
#? And x.grad? x is multiplied by 5 on the way to h.
#= x.grad | 22 · 5.
#? And g.grad?
#= g.grad | Not a leaf, and not asked to keep it.
root.backward()
print("x.grad:", x.grad)
print("h.grad:", h.grad)
#: Reading it earns a warning, as it is most often a mistake.
print("g.grad:", g.grad)
