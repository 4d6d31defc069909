"""Who is watched: requires_grad

requires_grad says whether autograd writes down what happens to a tensor. It is False unless
asked for. A result is tracked as soon as one of its inputs is; only the tracked inputs get a
gradient. Here b takes part in the sum, but autograd never looks at it: its .grad stays None.

The flag can be set when a tensor is made or, later, with requires_grad_().
"""

import torch

a = torch.tensor(5.0, requires_grad=True)
b = torch.tensor(4.0)
print("a requires_grad:", a.requires_grad)
print("b requires_grad:", b.requires_grad)

c = a * b
print("c requires_grad:", c.requires_grad)
c.backward()
print("dc/da:", a.grad)
print("dc/db:", b.grad)

b.requires_grad_(True)
d = a * b
d.backward()
print("dd/db:", b.grad)
