"""The derivative of a derivative: create_graph=True

Chapter: Higher order
Aim: Take a second derivative, and say what create_graph adds.

A backward pass computes with tensors like any other program. With create_graph=True these
computations are recorded as well: the gradient that comes out has a grad_fn, and a graph of its
own that leads back to x. So it can be differentiated again, as often as you like.

torch.autograd.grad() hands gradients back instead of adding them to .grad.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = x ** 3

#: The pass is recorded: watch new operations appear while the gradient is computed.
#? y is x³ and x is 2. What is the first derivative?
#= first | 3x² = 12.
first, = torch.autograd.grad(y, x, create_graph=True)
print(first)

#: The graph of 3x² leads back to x, so there is a way.
#? And the second derivative of x³?
#= second | 6x = 12, by chance the same number.
second, = torch.autograd.grad(first, x, create_graph=True)
print(second)

#: And once more.
#? What is the third derivative of x³?
#= third | 6, whatever x is.
third, = torch.autograd.grad(second, x)
print(third)

#? What is x.grad now?
#+ None | autograd.grad() hands its results back and leaves .grad alone.
#- 30 | Nothing was accumulated: backward() was never called.
print(x.grad)
