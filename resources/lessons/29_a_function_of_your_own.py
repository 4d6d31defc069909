"""A function of your own: forward() and backward()

Chapter: Custom Function
Aim: Write a Function with a forward() and a backward() that belong together.

Behind every node stands a function that knows two things: how to compute its result, and how to
turn the gradient of the result into the gradients of its inputs. You can write both yourself.
forward() saves what backward() will need; backward() multiplies the gradient that arrives by the
derivative, 3x^2. The node is called after the class, and takes its place among the others.

Nobody checks that the two belong together: a wrong backward() gives a wrong gradient.
"""

import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        #: Keep what the way back will need.
        ctx.save_for_backward(x)
        return x ** 3

    @staticmethod
    def backward(ctx, gradient):
        #: The way back: what was kept, and the gradient that arrives.
        x, = ctx.saved_tensors
        return gradient * 3 * x ** 2


x = torch.tensor(2.0, requires_grad=True)
#: apply() runs forward() and makes one node for all of it.
#? x is 2. What is y?
#= y | 8 + 8.
y = Cube.apply(x) + 4 * x
print(y)
print(type(y.grad_fn.next_functions[0][0]).__name__)

#: Back through the sum first. Then it is the turn of your class.
#: [CubeBackward] What your backward() has returned goes on to x.
#: [x.grad] Both ways have arrived, and are added.
#? 3x² + 4 at 2: what is x.grad?
#= x.grad | 12 + 4.
y.backward()
print(x.grad)

#? backward() returned 2x² by mistake. What would happen?
#+ x.grad would be wrong, silently. | 8 + 4. Finite differences (C, with x selected) tell.
#- An error | Nobody compares the two halves while they run.
