"""Clinic 9: a gradient of exactly 0

Chapter: Debugging clinic
Aim: Tell a gradient of 0 from no gradient, and find what made it 0.

Every .grad is there, and every element is 0. Training goes on for ever and changes nothing.
No graph was cut: a cut would give None.

Diagnose it: go back from the leaf until a gradient is not 0. The node in between is the culprit.
"""

import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
bias = torch.tensor(-10.0, requires_grad=True)
x = torch.tensor([[1.0, 1.0], [2.0, 0.5]])

#: A bias of −10: all sums are far below 0.
before = x @ w + bias
#: relu makes 0 of everything negative, and is flat there.
#? What are the activations?
#= active | Nothing is above 0.
active = torch.relu(before)
loss = ((active - 1) ** 2).sum()
#: Go back node by node, and watch the gradient.
#: [PowBackward0] Up to here it is alive.
#: [ReluBackward0] Where its input was negative it passes on 0.
#: [AddBackward0] Nothing can come of zeros but zeros.
#? What is w.grad?
#= w.grad | 0, and not None: it was computed, and came out as 0.
loss.backward()
print(loss, w.grad, bias.grad)

#? Which node made the zeros?
#+ ReluBackward0 | It multiplies by 0 where its input was negative: dead units.
#- MvBackward0 | It hands on what it gets, and it gets zeros.
#- MseLossBackward0 | There is no such node, and the loss has a gradient of −2 each.
#? What helps?
#+ Start with a small bias, or use leaky_relu | Some slope must be left for the gradient.
#- A larger learning rate | Any multiple of 0 is 0.
leaky = torch.nn.functional.leaky_relu(before, 0.1)
print(leaky)
