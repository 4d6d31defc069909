"""Dynamic graphs: made anew in every pass

The graph is not declared, it happens. Ordinary Python decides which operations run, and each run
builds its own graph from scratch: another input may take another branch or more turns of a loop.
After backward() that graph is done with, and the next pass begins a new one.
"""

import torch

for start in (1.0, 3.0):
    x = torch.tensor(start, requires_grad=True)
    y = x
    turns = 0
    while y < 10:
        y = y * 2
        turns = turns + 1
    if start > 2:
        y = y + x ** 2
    y.backward()
    print(start, turns, y.item(), x.grad)
