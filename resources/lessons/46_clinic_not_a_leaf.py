"""Clinic 6: it requires grad, and has none

Chapter: Debugging clinic
Aim: Tell a leaf from what was computed from one.

The weights are made, scaled to a sensible size, and used. They require grad. After backward()
their .grad is None, and there is a warning.

Diagnose it: is w a leaf? Look where the gradient did arrive.
"""

import torch

#: One line, two tensors: the ones are the leaf, and w is their product with 0.5.
#? Is w a leaf?
#+ No | It was computed, by a multiplication that is recorded.
#- Yes, it requires grad | Everything made from a tracked tensor requires grad.
w = torch.ones(3, requires_grad=True) * 0.5
print(w.requires_grad, w.is_leaf)

loss = (w * torch.tensor([1.0, 2.0, 3.0])).sum()
#: The gradient passes w on its way to a leaf that has no name any more.
loss.backward()
#: Reading .grad of what is not a leaf earns a warning.
#? What is w.grad?
#= w.grad | Only leaves keep their gradient.
print(w.grad)

#? What helps?
#+ w = (torch.ones(3) * 0.5).requires_grad_() | First compute, then make the result a leaf.
#- w.requires_grad_() | It requires grad already; being a leaf is something else.
#? Would w.retain_grad() before backward() help an optimizer?
#+ No | It shows the gradient, but an optimizer can only change leaves.
#- Yes | w.grad would be there, but w is computed anew from the ones every time.
right = (torch.ones(3) * 0.5).requires_grad_()
print(right.is_leaf)
