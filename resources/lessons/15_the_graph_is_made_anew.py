"""Dynamic graphs: made anew in every pass

Chapter: Accumulation
Aim: Predict the graph from the branches and loops that Python takes.

The graph is not declared, it happens. Ordinary Python decides which operations run, and each run
builds its own graph from scratch: another input may take another branch or more turns of a loop.
After backward() that graph is done with, and the next pass begins a new one.
"""

import torch

for start in (1.0, 3.0):
    x = torch.tensor(start, requires_grad=True)
    #: A new leaf in every turn; the old graph is of no more use.
    y = x
    turns = 0
    #: How often this runs depends on the number: so does the graph.
    while y < 10:
        y = y * 2
        turns = turns + 1
    if start > 2:
        #: Only the second start comes here.
        y = y + x ** 2
    #: Back through the operations that ran this time, and no others.
    #? The first start is 1, doubled until it is at least 10. What is x.grad then?
    #= x.grad | Four doublings: 16.
    y.backward()
    print(start, turns, y.item(), x.grad)

#? The second start is 3: doubled twice, and x² added. What is x.grad?
#+ 10 | 4 + 2 · 3.
#- 4 | x² counts as well.
#- 12 | That is y before x² is added.
