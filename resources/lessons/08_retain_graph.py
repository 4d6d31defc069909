"""Keeping the graph: retain_graph=True

With retain_graph=True a backward pass leaves the saved tensors where they are, so that the same
graph can be walked again. The gradients of both passes add up, as always. The last pass need not
retain anything.
"""

import torch

x = torch.tensor([2.0], requires_grad=True)
y = torch.tensor([3.0], requires_grad=True)
z = (x ** 2) * y

z.backward(retain_graph=True)
print(f"dz/dx: {x.grad}")
print(f"dz/dy: {y.grad}")

z.backward()
print(f"Accumulated dz/dx: {x.grad}")
print(f"Accumulated dz/dy: {y.grad}")

x.grad.zero_()
y.grad.zero_()
print(x.grad, y.grad)
