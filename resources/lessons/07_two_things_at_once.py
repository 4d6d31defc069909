"""Two things at once: a value, and the way back from it

Chapter: Scalars
Aim: Tell what is done while the forward pass runs from what backward() does.

Autograd is the system that takes notes; backward() is the command that reads them, last line
first. While the forward pass runs, every operation does two things: it computes its result, and
it leaves the node that can go back through it. So the graph is there as soon as a line has run,
and the next line makes it grow: no graph was declared beforehand.

z = x^2 + 3, so dz/dx = 2x = 2. Adding 3 moves the value, not the slope. The second x holds one
element, and one element is number enough for backward().
"""

import torch

x = torch.tensor(1.0, requires_grad=True)
#: One line, two things: the value 1 and the node PowBackward0.
y = x ** 2
print(y, y.grad_fn)
#: The graph grows by a node.
#? x is 1. What is z = x² + 3?
#= z | 1 + 3.
z = y + 3
print(z, z.grad_fn)

#: Nothing is computed forward any more: the notes are read, last line first.
#? What is x.grad?
#= x.grad | 2x. The 3 moves the value, not the slope.
z.backward()
print(x.grad)

x = torch.tensor([3.0], requires_grad=True)
y = x ** 2
#: One element is number enough.
#? x is [3]. What is x.grad?
#= x.grad | 2x, in the shape of x.
y.backward()
print(f"dy/dx: {x.grad}")
