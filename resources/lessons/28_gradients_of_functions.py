"""Gradients of functions: torch.func

Chapter: Higher order
Aim: Turn a function into its derivative, and take one gradient for every sample.

backward() fills .grad, which belongs to tensors. torch.func thinks of functions: grad(f) is another
function, the derivative of f, and can be given to grad again. Nothing needs requires_grad, and no
.grad is touched.

vmap(f) runs f on every row at once. Together they give what a .grad cannot: one gradient a sample,
before they are added up.
"""

import torch
from torch.func import grad, vmap


def cube(t):
    return t ** 3


x = torch.tensor(2.0)
#: The derivative of cube is a function; here it is called.
#? What is 3x² at 2?
#= slope | 3 · 4.
slope = grad(cube)(x)
print(slope)

#: And the derivative of the derivative.
#? What is 6x at 2?
#= bend | 6 · 2.
bend = grad(grad(cube))(x)
print(bend)


def loss(weight, sample, target):
    return (weight * sample - target) ** 2


weight = torch.tensor(1.0)
samples, targets = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 2.0, 2.0])
#: The same weight for all, and a sample and a target each: one gradient a sample.
#? Which sample pulls the weight up?
#+ the first | Its error is 1 − 2: the gradient is negative, and a step goes against it.
#- the third | Its error is 3 − 2: it pulls the weight down.
each = vmap(grad(loss), in_dims=(None, 0, 0))(weight, samples, targets)
print(each)

#: What backward() would have given for the sum of the losses.
#? What is the gradient of the sum of all three losses?
#= total | −2 + 0 + 6.
total = each.sum()
print(total)
#? What is weight.grad now?
#= weight.grad | Derivatives of functions are handed back; no .grad is filled.
print(weight.grad)
