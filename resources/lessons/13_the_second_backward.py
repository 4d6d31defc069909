"""The error: going backward twice through one graph

Chapter: Accumulation
Aim: Explain why a graph can be walked once, and name two remedies.

The first backward pass frees what the nodes had saved (watch them fade): most programs go back
only once, and the memory is needed for the next graph. A second pass through the same graph finds
nothing to compute with and fails at the first node whose saved tensors are gone.

Two remedies: build the graph again (the lesson before this one), or keep it (the next one).
"""

import torch

x = torch.tensor([2.0], requires_grad=True)
y = torch.tensor([3.0], requires_grad=True)
#: Watch the saved tensors: each product keeps what its derivative needs.
z = (x ** 2) * y

#: The way back uses what was saved, and lets go of it.
#? z = x²y with x = 2 and y = 3. What is x.grad?
#= x.grad | 2xy.
z.backward()
print(f"dz/dx: {x.grad}")
print(f"dz/dy: {y.grad}")

#: Nothing has been computed anew: it is the same graph, and what it saved is gone.
#? What would help, if both passes are wanted?
#+ retain_graph=True in the first | It keeps what was saved for another pass.
#- x.grad.zero_() before the second | That empties the account; the graph stays freed.
#- requires_grad_() | x is tracked already.
z.backward()
