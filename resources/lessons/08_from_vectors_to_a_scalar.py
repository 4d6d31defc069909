"""From a vector to one number: sum() and then backward()

Chapter: Tensors
Aim: Turn a vector into one number and predict the gradient of each element.

backward() wants one number to start from, because a gradient says how one quantity changes. A
vector is summed first. The sum hands the gradient 1 to every element, so each element gets its
own derivative: 2 for 2x, 2x for x^2, 3x^2 for x^3.
"""

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
#: Both elements at once: one node, not two.
y = x * 2
#: The sum makes one number of two, and hands the gradient 1 to each on the way back.
#? What is x.grad?
#= x.grad | 2 for each element.
y.sum().backward()
print(x.grad)

s = torch.tensor([2.0, 3.0], requires_grad=True)
#: A parabola for each element.
t = (s ** 2).sum()
#: The sum hands 1 to each square, and each has a slope of its own.
#? s is [2, 3]. What is the gradient of the sum of its squares?
#= s.grad | 2s.
t.backward()
print(s.grad)

a = torch.tensor([2.0, 5.0], requires_grad=True)
b = a ** 3
#: The same in one line, with cubes.
#: [PowBackward0] Each element is multiplied by its own derivative.
#? a is [2, 5]. What is the gradient of the sum of its cubes?
#= a.grad | 3a²: 3 · 4 and 3 · 25.
b.sum().backward()
print(a.grad)

#? Why does backward() want one number?
#+ A gradient says how one quantity changes. | Of several it would have to be a whole matrix.
#- A vector cannot be stored in .grad. | .grad has the shape of its tensor, vectors included.
