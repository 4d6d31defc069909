"""Keeping the graph: retain_graph=True

Chapter: Accumulation
Aim: Use retain_graph where it is needed, and know what it costs.

With retain_graph=True a backward pass leaves the saved tensors where they are, so that the same
graph can be walked again. The gradients of both passes add up, as always. The last pass need not
retain anything.
"""

import torch

x = torch.tensor([2.0], requires_grad=True)
y = torch.tensor([3.0], requires_grad=True)
z = (x ** 2) * y

#: The nodes keep what they have saved: nothing fades.
z.backward(retain_graph=True)
print(f"dz/dx: {x.grad}")
print(f"dz/dy: {y.grad}")

#: The same graph again, and this time it is freed.
#? x.grad was 12. What is it after this pass?
#= x.grad | 12 + 12: both passes add to one account.
z.backward()
print(f"Accumulated dz/dx: {x.grad}")
print(f"Accumulated dz/dy: {y.grad}")

#: Emptied, to start afresh.
x.grad.zero_()
y.grad.zero_()
print(x.grad, y.grad)

#? What does retain_graph=True cost?
#+ Memory, until the graph is let go | Everything saved stays where it is.
#- Nothing | Then it would be the default.
#- Accuracy | The numbers are the same.
