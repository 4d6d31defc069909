"""One tensor, two arrows: x * x

A graph may have two edges between the same two nodes. x * x reads x twice, so two gradients go
back to it: 3 along the first arrow and 3 along the second. The leaf waits until both have arrived
("1 of 2 arrived") before it adds their sum to .grad.
"""

import torch

x = torch.tensor(3.0, requires_grad=True)
y = x * x
y.backward()
print(x.grad)
