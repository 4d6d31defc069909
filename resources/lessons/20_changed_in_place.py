"""The error: a saved tensor was changed in place

Chapter: Views and in-place
Aim: Explain what a version counter protects from.

To go back through y * y a node keeps y. If y is then overwritten, the kept value is wrong, and
autograd notices: every tensor counts its changes (its version), and the node remembers the count
it saw. A wrong gradient would be worse than an error.
"""

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x + 1
#: The product saves y, twice, and the version it saw.
z = (y * y).sum()
print("version:", y._version)

#: In place: the saved y changes as well, as it is the same memory.
#? What version does y have afterwards?
#+ 1 | One change, one count.
#- 0 | Then the counter would be of no use.
#- 10 | It counts changes.
y.add_(10)
print("version:", y._version)

#: The product compares the versions before it computes, and refuses.
#? What would a gradient computed here be?
#+ Wrong | 2y with the new y, for a product of the old one.
#- The same | y is 10 larger than it was.
z.backward()
