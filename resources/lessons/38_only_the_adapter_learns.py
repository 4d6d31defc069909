"""Only the adapter learns: frozen weights and LoRA

Chapter: Training
Aim: Freeze a layer, train a small one beside it, and say why half of it stands still at first.

A large layer that has learned enough is frozen: requires_grad_(False). Gradients still travel
through it to what lies before, but none is kept for its own weights. Beside it stands an adapter of
two thin matrices. One of them begins as zeros, so that the sum is at first what it was without.

That is LoRA: to train an adapter takes a fraction of the memory that the layer would take.
"""

import torch

x = torch.tensor([[1.0, 2.0]])
large = torch.tensor([[1.0, 0.0], [0.0, 1.0]], requires_grad=True)
#: Frozen: no gradient is kept for it from now on.
large.requires_grad_(False)

down = torch.tensor([[1.0], [1.0]], requires_grad=True)
up = torch.tensor([[0.0, 0.0]], requires_grad=True)
optimizer = torch.optim.SGD([down, up], lr=0.1)

#: The layer, and beside it the way down to one number and up again.
y = x @ large + x @ down @ up
print(y)
loss = (y - 1).pow(2).sum()

#: Both matrices are on the way. What goes to one of them is multiplied by the other.
#? What is down.grad going to be?
#+ zeros | What comes in is multiplied by up, and up is zeros.
#- None | There is a way to it. A gradient arrives; it is 0.
#- the same as up.grad | They stand in one product: each gets the other as a factor.
loss.backward()
print(down.grad)
print(up.grad)
print(large.grad)

#: Only up moves.
optimizer.step()
optimizer.zero_grad()

#: The second pass: up is no longer 0.
loss = (x @ large + x @ down @ up - 1).pow(2).sum()
loss.backward()
#? Is down.grad zero now?
#+ No | up has moved, so the way to down is open.
#- Yes | up is the factor, and the step has changed it.
print(down.grad)

#? Had both begun as zeros, what then?
#+ Neither would ever learn. | Each is the other's factor: both gradients stay 0.
#- It would take twice as long. | 0 times anything is 0, however often it is done.
print(large.grad)
