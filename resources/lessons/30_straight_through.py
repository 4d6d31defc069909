"""A function that lies about its gradient

Chapter: Custom Function
Aim: Write a backward() that is useful although it is not the derivative.

round() is a staircase: its slope is 0 almost everywhere, so nothing before it ever learns. A
network with rounded numbers is trained all the same, by pretending on the way back that round()
was not there: the straight-through estimator. forward() rounds, backward() hands the gradient on.

A Function's two halves need not belong together. Here that is the point.
"""

import torch


class RoundStraight(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, gradient):
        #: It returns what it was given: as many gradients as forward() had inputs, here one.
        return gradient


x = torch.tensor([0.2, 1.7], requires_grad=True)

#: First the honest one.
#? What gradient does round() send back?
#= x.grad | A staircase is flat: 0 everywhere but at the steps.
(x.round() * 3).sum().backward()
print(x.grad)

#: Now ours, with the same values.
#? The result is the same. What is x.grad now?
#= x.grad | 0 from before, and 3 passed straight through.
(RoundStraight.apply(x) * 3).sum().backward()
print(x.grad)

#? Who checks that backward() is the derivative of forward()?
#+ Nobody, unless you do. | torch.autograd.gradcheck compares it with finite differences.
#- PyTorch, in every pass. | It would cost more than the pass itself.
print(RoundStraight.apply(x))
