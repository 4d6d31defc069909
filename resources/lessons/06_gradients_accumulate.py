"""Gradients accumulate: 14, then 28

.grad is a running total. A second backward pass adds to it; nothing is reset for you. That is
useful when one batch is split into parts, and a classic mistake everywhere else.

The ledger shows each pass as a line: 0 + 14 = 14, 14 + 14 = 28, and the zero_() that ends it.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)

y = x ** 3 + 2 * x + 1
y.backward()
print(x.grad)

y = x ** 3 + 2 * x + 1
y.backward()
print(x.grad)

x.grad.zero_()
print(x.grad)

y = x ** 3 + 2 * x + 1
y.backward()
print(x.grad)
