"""Clinic 3: it works once

Chapter: Debugging clinic
Aim: Recognise a graph that reaches back into the round before.
Ends: with an error

A state is carried from round to round, as in a recurrent network. The first round is fine; the
second backward() says that it would have to go back a second time. Yet each round has computed a
loss of its own.

Diagnose it: at the error, walk from the second loss against the arrows. Where does it end?
"""

import torch

w = torch.tensor(0.5, requires_grad=True)
state = torch.tensor(1.0)

for turn in range(2):
    #: The new state is made from the old one, which remembers where it came from.
    #? What value does the state have after the first round?
    #= state | 1 · 0.5 + 1.
    state = state * w + 1
    loss = (state - 2) ** 2
    #: The pass frees what the nodes on its way have saved, those of earlier rounds as well.
    #? Why does the second backward() fail?
    #+ Its graph contains the first round's. | state leads back to it, and it is freed already.
    #- backward() may be called once only. | Once through each graph; here two graphs overlap.
    #- w.grad was not cleared. | That gives a wrong sum, and no error.
    #? What is the usual remedy?
    #+ state = state.detach() at the end of a round | The value goes on, the history does not.
    #- retain_graph=True | It runs, but every round goes back through all the rounds before.
    loss.backward()
    print(f"turn {turn}: loss {loss.item():.4f}, gradient {w.grad.item():.4f}")
