"""One tensor, two arrows: x * x

Chapter: Scalars
Aim: Explain two arrows between the same two nodes.

A graph may have two edges between the same two nodes. x * x reads x twice, so two gradients go
back to it: 3 along the first arrow and 3 along the second. The leaf waits until both have arrived
("1 of 2 arrived") before it adds their sum to .grad.
"""

import torch

x = torch.tensor(3.0, requires_grad=True)
#: One node, two arrows: input 0 and input 1 are the same tensor.
#? x is 3. What is y?
#= y | 3 · 3.
y = x * x
#: One gradient starts at y; two will come back to x.
#: [MulBackward0] The gradient for each input is the other one: 3 along each arrow.
#: [x.grad] Both have arrived, and are added.
#? What is x.grad?
#= x.grad | 3 + 3, which is 2x.
y.backward()
print(x.grad)

#? And x.grad of y = x * 3, where 3 is only a number?
#+ 3 | One arrow alone leads back to x.
#- 6 | No gradient goes to a plain number: there is no second arrow.
#- 9 | That is the value of y.
