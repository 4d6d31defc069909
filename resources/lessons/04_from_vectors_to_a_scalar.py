"""From a vector to one number: sum() and then backward()

backward() wants one number to start from, because a gradient says how *one* quantity changes. A
vector is summed first. The sum hands the gradient 1 to every element, so each element gets its
own derivative: 2 for 2x, 2x for x^2, 3x^2 for x^3.
"""

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
y.sum().backward()
print(x.grad)

s = torch.tensor([2.0, 3.0], requires_grad=True)
t = (s ** 2).sum()
t.backward()
print(s.grad)

a = torch.tensor([2.0, 5.0], requires_grad=True)
b = a ** 3
b.sum().backward()
print(a.grad)
