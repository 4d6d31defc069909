"""The other direction: forward mode

Chapter: Higher order
Aim: Say which of the two modes needs fewer passes for a given function.

The chain rule may be multiplied out from either end. backward() begins at the result: one pass
gives the slope of one number by all inputs. Forward mode begins at an input: one pass gives the
slope of all results along one direction of the inputs, and needs no graph to be kept. For a loss,
with a million inputs and one result, backward() wins; for few inputs and many results, forward.

After the run open the panel Forward mode (Ctrl+I), and let the tangents travel over the graph.
"""

import torch
from torch.func import jvp, jacfwd


def f(x):
    #: Two numbers become three.
    return torch.stack([x[0] * x[1], x[0] ** 2, x[1] * 3])


x = torch.tensor([2.0, 5.0])
direction = torch.tensor([1.0, 0.0])

#: x[0] grows at a rate of 1, x[1] not at all. How fast does each result grow?
#? f is (x₀ x₁, x₀², 3 x₁) at (2, 5). What is tangent, the slope of each along x₀?
#= tangent | x₁, 2 x₀ and 0.
value, tangent = jvp(f, (x,), (direction,))
print(value, tangent)

#: All slopes: one pass for each input, so two, whatever the number of results.
#? What shape does the matrix of all slopes have?
#= matrix.shape | A row for each result, a column for each input.
matrix = jacfwd(f)(x)
print(matrix)

y = torch.tensor([2.0, 5.0], requires_grad=True)
#: One number: the sum of the three.
total = f(y).sum()
#: Backward gives both slopes of this one number in one pass.
#? What is y.grad? Add up the columns of the matrix.
#= y.grad | 5 + 4 + 0 and 2 + 0 + 3.
total.backward()
print(y.grad)

#? A model has 1,000 inputs and one loss. How many passes for the whole gradient?
#+ 1 backward, or 1,000 forward | One for each result, or one for each input.
#- 1 either way | Forward mode moves along one direction at a time.
print(torch.equal(y.grad, matrix.sum(0)))
