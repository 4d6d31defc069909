"""A function of your own: forward() and backward()

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
        ctx.save_for_backward(x)
        return x ** 3

    @staticmethod
    def backward(ctx, gradient):
        x, = ctx.saved_tensors
        return gradient * 3 * x ** 2


x = torch.tensor(2.0, requires_grad=True)
y = Cube.apply(x) + 4 * x
print(y)
print(type(y.grad_fn.next_functions[0][0]).__name__)

y.backward()
print(x.grad)
