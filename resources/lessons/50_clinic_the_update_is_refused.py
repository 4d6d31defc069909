"""Clinic 10: the update is refused

Chapter: Debugging clinic
Aim: Keep an update out of the graph that it follows from.
Ends: with an error

A first training loop, written by hand. The gradient is right. Then the simplest line of all
fails: w goes a step downhill, and a leaf that requires grad may not be changed in place.

Diagnose it: what would the graph look like if this were allowed?
"""

import torch

w = torch.tensor(4.0, requires_grad=True)

for step in range(3):
    #: A loss that is smallest at 0: w has to become smaller.
    loss = w ** 2
    #: The way back is as it should be.
    #? What is w.grad?
    #= w.grad | 2w.
    loss.backward()
    #: w would no longer be a leaf, but the result of a subtraction: the next gradient would
    #: arrive at the old value, which nobody holds any more.
    #? What helps?
    #+ with torch.no_grad(): w -= 0.1 * w.grad | The change is made, and is not recorded.
    #- w = w - 0.1 * w.grad | It runs once. Then w is not a leaf, and its .grad stays None.
    #- w.detach_() | It stops asking for gradients: the next backward() fails.
    w -= 0.1 * w.grad
    w.grad.zero_()
