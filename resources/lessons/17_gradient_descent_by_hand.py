"""Downhill: what gradients are for

The gradient of the loss says which way w should *not* go. A small step against it makes the loss
smaller. The update must not become part of the graph, hence no_grad; and w.grad must be zeroed,
or the next gradient would be added to this one.

Follow the ledger over three rounds: backward, update, zero, backward, ...
"""

import torch

w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor([1.0, 2.0, 3.0])
target = torch.tensor([2.0, 4.0, 6.0])

for epoch in range(3):
    loss = ((w * x - target) ** 2).mean()
    loss.backward()
    print(f"epoch {epoch}: loss {loss.item():.4f}, gradient {w.grad.item():.4f}")
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad.zero_()

print(w)
