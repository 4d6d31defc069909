"""Clinic 5: a NaN from nowhere

Chapter: Debugging clinic
Aim: Find the first node that made a NaN, and why it did.

The distance of two points, as in many losses. All values are finite and right. Then the two
points happen to be the same, and every gradient is NaN.

Diagnose it: the values are sound, so step back through the backward pass and look for the first
Inf. A NaN is often born of 0 times Inf.
"""

import torch

point = torch.tensor([1.0, 2.0], requires_grad=True)
target = torch.tensor([1.0, 2.0])

#: The points are the same: this is [0, 0].
difference = point - target
square = (difference ** 2).sum()
#: The root of 0 is 0: a sound value.
distance = torch.sqrt(square)
print(distance)

#: Every value was finite. Now the same operations, last one first.
#: [SqrtBackward0] The slope of the root is 1 / (2 √0): infinitely steep.
#: [SumBackward0] The sum hands Inf on to both squares.
#: [PowBackward0] Infinity meets the factor 2 · 0.
#: [SubBackward0] From here on everything is NaN.
#: [point.grad] And so is what is kept.
#? Which gradient does SqrtBackward0 send on?
#= inf | 1 / (2 · 0). In floating point that is Inf, not an error.
#? And what is point.grad?
#= point.grad | Inf · 0 is NaN.
distance.backward()
print(point.grad)

#? What helps?
#+ torch.sqrt(square + 1e-12) | The slope stays finite, and the value hardly changes.
#- point.grad.nan_to_num_() | It hides the NaN here, after other gradients have met it.
#- A smaller learning rate | NaN times anything is NaN.
safe = torch.sqrt(((point - target) ** 2).sum() + 1e-12)
print(safe)
