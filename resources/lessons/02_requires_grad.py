"""Who is watched: requires_grad

Chapter: Scalars
Aim: Say of each tensor whether it is tracked, and why.

requires_grad says whether autograd writes down what happens to a tensor. It is False unless
asked for. A result is tracked as soon as one of its inputs is; only the tracked inputs get a
gradient. Here b takes part in the sum, but autograd never looks at it: its .grad stays None.

The flag can be set when a tensor is made or, later, with requires_grad_().
"""

import torch

#: This one asks to be watched.
a = torch.tensor(5.0, requires_grad=True)
#: This one does not: on the canvas its outline is dashed.
b = torch.tensor(4.0)
print("a requires_grad:", a.requires_grad)
print("b requires_grad:", b.requires_grad)

#: One tracked input is enough: c is tracked.
#? Does c require grad?
#+ Yes, as a does. | A result is tracked as soon as one of its inputs is.
#- No, as b does not. | One tracked input is enough.
c = a * b
print("c requires_grad:", c.requires_grad)
#: Back through the product, as far as anything is tracked.
#: [MulBackward0] It sends one gradient only: nobody asked for that of b.
#? c = a · b with b = 4. What is a.grad?
#= a.grad | The other factor.
#? And b.grad?
#= b.grad | b was never watched.
c.backward()
print("dc/da:", a.grad)
print("dc/db:", b.grad)

#: From now on b is watched as well.
b.requires_grad_(True)
d = a * b
#: Both factors get a gradient this time. That of a is added to what is there.
#? What is a.grad after this second pass?
#= a.grad | 4 from the first pass and 4 from this one.
d.backward()
print("dd/db:", b.grad)
