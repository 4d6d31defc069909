"""Two things at once: a value, and the way back from it

Autograd is the system that takes notes; backward() is the command that reads them, last line
first. While the forward pass runs, every operation does two things: it computes its result, and
it leaves the node that can go back through it. So the graph is there as soon as a line has run,
and the next line makes it grow: no graph was declared beforehand.

z = x^2 + 3, so dz/dx = 2x = 2. Adding 3 moves the value, not the slope. The second x holds one
element, and one element is number enough for backward().
"""

import torch

x = torch.tensor(1.0, requires_grad=True)
y = x ** 2
print(y, y.grad_fn)
z = y + 3
print(z, z.grad_fn)

z.backward()
print(x.grad)

x = torch.tensor([3.0], requires_grad=True)
y = x ** 2
y.backward()
print(f"dy/dx: {x.grad}")
