"""Gradients accumulate: 14, then 28

Chapter: Accumulation
Aim: Predict .grad after several backward passes, with and without zeroing.

.grad is a running total. A second backward pass adds to it; nothing is reset for you. That is
useful when one batch is split into parts, and a classic mistake everywhere else.

The ledger shows each pass as a line: 0 + 14 = 14, 14 + 14 = 28, and the zero_() that ends it.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)

#: A polynomial that you know: x reaches it by two paths.
y = x ** 3 + 2 * x + 1
#: Two gradients set out for x.
#: [x.grad] The first entry of the account: None becomes 14.
#? What is x.grad after the first pass?
#= x.grad | 3x² + 2 at 2.
y.backward()
print(x.grad)

y = x ** 3 + 2 * x + 1
#: A new graph has been built; the account is the old one.
#: [x.grad] A second graph, the same leaf: its gradient is added.
#? And x.grad after the second pass, with nothing zeroed?
#= x.grad | 14 + 14: .grad is a running total.
y.backward()
print(x.grad)

#: The account is emptied in place: the same tensor, now 0.
#? What is x.grad now?
#= x.grad | 0, not None: the tensor is still there.
x.grad.zero_()
print(x.grad)

y = x ** 3 + 2 * x + 1
#: 0 + 14.
y.backward()
print(x.grad)

#? When is adding up what one wants?
#+ When one batch is split into parts | The gradient of a sum is the sum of the gradients.
#- Between two steps of an optimizer | There each step needs the gradient of its own loss only.
