"""Hooks that only look

Chapter: Hooks
Aim: Watch gradients in the middle of a graph without keeping them all.

A hook that returns nothing changes nothing: it is a window into the backward pass. A tensor in
the middle forgets its gradient as soon as it has been passed on, so a hook is the cheap way to
see it. A post-accumulate hook is called later, with the leaf itself, when .grad is complete:
that is the place to clip it, or to update the leaf at once and free the gradient.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)
h = x * 3

#: print returns None, so the gradient passes unchanged.
h.register_hook(lambda gradient: print("h receives", gradient.item()))
#: This one is called when x.grad is up to date, with x as its argument.
x.register_post_accumulate_grad_hook(lambda leaf: print("x.grad is", leaf.grad.item()))

y = h ** 2
#: Follow the order of the two lines that are printed.
#? Which gradient does h receive? h is 6.
#= 12 | The derivative of h² is 2h.
#? Which line is printed first?
#+ h receives … | h lies on the way to x: its gradient is known before.
#- x.grad is … | x is the end of the way, and its hook waits until .grad is complete.
y.backward()

#? h.grad was never asked to be kept. What is it?
#+ None | Only leaves keep theirs, unless retain_grad() was called.
#- 12 | It passed through h and was forgotten; the hook has seen it go by.
print(x.grad)
