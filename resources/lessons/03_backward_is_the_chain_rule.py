"""backward() is the chain rule, walked node by node

y = x^3 + 2x + 1 reaches x by two paths. backward() starts at y with the gradient 1 and walks the
graph in reverse. Each node multiplies what arrives by its own derivative and passes it on. Two
contributions meet at x: 3x^2 = 12 along one path and 2 along the other. They are added: 14.

Step with . and , from one backward node to the next, and look at the ledger.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = x ** 3 + 2 * x + 1
print(y)

y.backward()
print(x.grad)
