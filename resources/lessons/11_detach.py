"""Stepping out of the graph: detach()

detach() gives the same values on the same memory, outside the graph: a wall with a door for
numbers but none for gradients. Here the gradient reaches x only through the path that was not
detached: y = x^2 counts as the constant 9 in the second factor. That the memory is shared shows
afterwards: emptying the detached tensor empties y as well.
"""

import torch

x = torch.tensor(3.0, requires_grad=True)
y = x ** 2
y_detached = y.detach()
print(f"detached requires_grad: {y_detached.requires_grad}")
print("and what is made of it:", (y_detached + 1).requires_grad)

z = y * y_detached
z.backward()
print(x.grad)

y_detached.zero_()
print(y)

x = x.detach()
print(x.requires_grad)
