"""backward() is the chain rule, walked node by node

Chapter: Scalars
Aim: Follow the chain rule through a graph with two paths, and add up what arrives.

y = x^3 + 2x + 1 reaches x by two paths. backward() starts at y with the gradient 1 and walks the
graph in reverse. Each node multiplies what arrives by its own derivative and passes it on. Two
contributions meet at x: 3x^2 = 12 along one path and 2 along the other. They are added: 14.

Step with . and , from one backward node to the next, and look at the ledger.
"""

import torch

#: The only leaf. Everything below is made from it.
x = torch.tensor(2.0, requires_grad=True)
#: Four operations. Two arrows leave x: it is used twice.
#? x is 2. What is y = x³ + 2x + 1?
#= y | 8 + 4 + 1.
y = x ** 3 + 2 * x + 1
print(y)

#: Start at y with the gradient 1. Ask before each step: what does this node multiply by?
#: [AddBackward0] A sum passes its gradient on unchanged, to both of its inputs.
#: [MulBackward0] 2 · x: the derivative is 2. The first contribution to x is on its way.
#: [PowBackward0] x³: the derivative is 3x² = 12. The second contribution.
#: [x.grad] Both paths have arrived. Their gradients are added.
#? Two gradients come back to x: 3x² and 2. What is x.grad?
#= x.grad | 12 along one path and 2 along the other.
y.backward()
print(x.grad)

#? Which part of y has no say in x.grad?
#+ The 1 | A constant does not change when x does.
#- 2x | It gives the 2.
#- x³ | It gives the 12.
