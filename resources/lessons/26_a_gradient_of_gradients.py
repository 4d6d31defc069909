"""A gradient of gradients: Hessian times vector

Chapter: Higher order
Aim: Multiply by a matrix of second derivatives without ever writing it down.

A function of n numbers has n × n second derivatives: the Hessian. For a million parameters
nobody can store it. But Hessian times vector needs two backward passes only: take the gradient,
multiply it by the vector, and go back through that product. The same trick penalises long
gradients, as some losses do.
"""

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
direction = torch.tensor([1.0, 1.0])

f = (x ** 4).sum()
#: Recorded, because we want to go back through it.
#? What is the gradient of the sum of x⁴, at 1 and 2?
#= gradient | 4x³ at 1 and at 2.
gradient, = torch.autograd.grad(f, x, create_graph=True)

#: One number: how much the gradient points in our direction.
along = gradient @ direction
#: The second pass goes back through the graph that the first has made.
#? The Hessian has 12x² on its diagonal and 0 elsewhere. What is Hessian times direction?
#= x.grad | 12x² times 1 in each place.
along.backward()
print(x.grad)

#? What would happen without create_graph=True?
#+ The second pass would fail. | The gradient would have no grad_fn: there is no way back.
#- x.grad would be 0. | Where nothing was recorded there is an error, not a gradient of 0.
print(gradient.grad_fn is not None)
