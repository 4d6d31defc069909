"""Stepping out of the graph: detach()

Chapter: Modes
Aim: Say where a gradient stops at detach(), and what goes on.

detach() gives the same values on the same memory, outside the graph: a wall with a door for
numbers but none for gradients. Here the gradient reaches x only through the path that was not
detached: y = x^2 counts as the constant 9 in the second factor. That the memory is shared shows
afterwards: emptying the detached tensor empties y as well.
"""

import torch

x = torch.tensor(3.0, requires_grad=True)
#: 9, with a history.
y = x ** 2
#: 9 on the same memory, without one: the wall on the canvas.
y_detached = y.detach()
print(f"detached requires_grad: {y_detached.requires_grad}")
print("and what is made of it:", (y_detached + 1).requires_grad)

#: One factor leads back to x, the other ends at the wall.
#? What is z?
#= z | Numbers pass a wall: 9 · 9.
z = y * y_detached
#: The last operation comes first: the product.
#: [MulBackward0] It sends its gradient one way only.
#: [PowBackward0] 9 comes in, and x² multiplies by its slope 2x = 6.
#: [x.grad] One path only has brought something: the other ended at the wall.
#? z = 9 · y as far as gradients go, and y = x². What is x.grad?
#= x.grad | 9 · 2x. Without detach it would be the 4x³ = 108 of x⁴.
z.backward()
print(x.grad)

#: The same memory: y changes with it.
#? What is y after this?
#= y | Emptying one empties the other.
y_detached.zero_()
print(y)

x = x.detach()
print(x.requires_grad)

#? Which one also copies the memory?
#+ detach().clone() | The clone is a copy of its own.
#- detach() | It shares its memory with the original.
