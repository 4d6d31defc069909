"""The error: a vector has no gradient of its own

Calling backward() on a tensor with several elements fails, because autograd cannot guess which
combination of them is meant. The first call shows the way out: say how much each element counts,
with one weight per element. The weights travel back like any other gradient.

The last line shows the error itself.
"""

import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * x
y.backward(torch.tensor([1.0, 10.0, 100.0]))
print(x.grad)

z = x * x
z.backward()
