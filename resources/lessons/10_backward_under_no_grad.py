"""The error: backward() on something that was never recorded

What was computed under no_grad has no grad_fn, so there is no way back from it to x. Asking for
one is an error, not a gradient of zero. Compare x.grad before and after the first, recorded,
computation; then the block repeats the same line unrecorded and fails.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = 3 * x ** 2 + 4 * x + 5
y.backward()
print(x.grad)

before = x.grad.clone()
with torch.no_grad():
    y = 3 * x ** 2 + 4 * x + 5
print(y, y.grad_fn)
print(torch.equal(x.grad, before))

y.backward()
