"""Downhill: what gradients are for

Chapter: Training
Aim: Write one round of gradient descent by hand, with its three steps in order.

The gradient of the loss says which way w should not go. A small step against it makes the loss
smaller. The update must not become part of the graph, hence no_grad; and w.grad must be zeroed,
or the next gradient would be added to this one.

Follow the ledger over three rounds: backward, update, zero, backward, ...
"""

import torch

w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor([1.0, 2.0, 3.0])
target = torch.tensor([2.0, 4.0, 6.0])

for epoch in range(3):
    #: How wrong is w? The mean of three squares.
    loss = ((w * x - target) ** 2).mean()
    #: The slope of the loss at this w.
    #? In the first round: what sign does w.grad have? Is w = 1 too small or too large?
    #+ Negative, w is too small. | The loss falls when w grows: the slope is negative.
    #- Positive, w is too large. | The targets are 2x: w has to grow.
    loss.backward()
    print(f"epoch {epoch}: loss {loss.item():.4f}, gradient {w.grad.item():.4f}")
    with torch.no_grad():
        #: A small step against the slope, not recorded.
        #? w is 1 and w.grad −9.333. What is w after the step?
        #= w | 1 + 0.9333.
        w -= 0.1 * w.grad
    #: Or the next gradient would be added to this one.
    #? What is w.grad now?
    #= w.grad | Empty, and ready for the next round.
    w.grad.zero_()

print(w)
