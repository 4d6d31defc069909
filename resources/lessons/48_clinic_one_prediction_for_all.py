"""Clinic 8: the model learns the average

Chapter: Debugging clinic
Aim: Read shapes before believing a loss.

Four points on the line y = 2x, one slope to learn. Nothing fails, the loss falls, and then it
stops far from 0. The slope is not 2.

Diagnose it: select the difference and read its shape.
"""

import torch

x = torch.tensor([[-1.0], [0.0], [1.0], [2.0]])
target = torch.tensor([-2.0, 0.0, 2.0, 4.0])
slope = torch.tensor(0.0, requires_grad=True)

for step in range(40):
    #: One prediction for each x: x is a column, and so are they.
    prediction = slope * x
    #: Each of these has four numbers, but in different shapes: 4×1 and 4.
    #? What shape does the difference of a 4×1 and a 4 have?
    #= difference.shape | Broadcasting: every prediction against every target.
    difference = prediction - target
    loss = (difference ** 2).mean()
    #: backward() follows whatever was computed, sensible or not.
    loss.backward()
    with torch.no_grad():
        slope -= 0.1 * slope.grad
        slope.grad = None

print(f"loss {loss.item():.3f}, slope {slope.item():.3f}")

#? What is wrong?
#+ Sixteen differences are averaged, not four. | Each prediction is compared with all the targets.
#- The learning rate is too small. | The loss has come to rest, though not where we want it.
#- A line needs a constant as well. | y = 2x goes through the origin.
#? What helps?
#+ target = target[:, None] | Then both are 4×1.
#- loss = (difference ** 2).sum() | A sum of sixteen instead of their mean.
print(((2 * x[:, 0] - target) ** 2).mean())
