"""The error: a saved tensor was changed in place

To go back through y * y a node keeps y. If y is then overwritten, the kept value is wrong, and
autograd notices: every tensor counts its changes (its version), and the node remembers the count
it saw. A wrong gradient would be worse than an error.
"""

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x + 1
z = (y * y).sum()
print("version:", y._version)

y.add_(10)
print("version:", y._version)

z.backward()
