"""The error: backward() on something that was never recorded

Chapter: Modes
Aim: Tell a result without history from a gradient of zero.

What was computed under no_grad has no grad_fn, so there is no way back from it to x. Asking for
one is an error, not a gradient of zero. Compare x.grad before and after the first, recorded,
computation; then the block repeats the same line unrecorded and fails.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = 3 * x ** 2 + 4 * x + 5
#: With a history: the gradient arrives.
#? The derivative of 3x² + 4x + 5 is 6x + 4, and x is 2. What is x.grad?
#= x.grad | 12 + 4.
y.backward()
print(x.grad)

before = x.grad.clone()
with torch.no_grad():
    #: The same numbers, and no node is made.
    y = 3 * x ** 2 + 4 * x + 5
print(y, y.grad_fn)
print(torch.equal(x.grad, before))

#: There is nothing to walk.
#? Why is this an error, and not a gradient of 0?
#+ There is no way from y to x at all. | Zero would say: x has no influence. That would be wrong.
#- y is too large. | Its value has no part in it.
y.backward()
