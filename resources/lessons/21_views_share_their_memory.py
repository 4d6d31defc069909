"""A view is a window, not a copy

Chapter: Views and in-place
Aim: Tell what an operation in place changes, and what backward() makes of it.

Indexing with a number, slicing, view(), transpose and detach() copy nothing. They give another
tensor on the memory of the first, its base. Who writes into a view writes into the base, and into every
other view of it. Autograd takes part: after the change the base has another grad_fn, so that the
gradient knows of the detour.
"""

import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
#: A leaf that requires grad must not be changed in place, so there is a copy of it first.
y = x * 1
before = type(y.grad_fn).__name__

#: The first row, as a view: it has its own grad_fn but no memory of its own.
row = y[0]
print(row._base is y)

#: Ten times the row, in place. Look at y: it changes too.
#? What is the first row of y afterwards?
#= [10, 20] | row and y[0] are the same memory.
row.mul_(10)
print(y)
print(before, "became", type(y.grad_fn).__name__)

#: The gradient of the first row passes the factor 10; that of the second does not.
#? What is x.grad?
#= x.grad | 10 where the row was multiplied, 1 elsewhere.
y.sum().backward()
print(x.grad)
