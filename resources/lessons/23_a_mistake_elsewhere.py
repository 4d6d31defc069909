"""The error: a mistake that has nothing to do with gradients

Most programs fail for plain reasons. Here nobody made the model that the last line wants to use.
What ran before the mistake is kept: the graph, the gradients and the ledger are all there to be
stepped through, and the line that failed is marked.
"""

import torch

x = torch.tensor([2.0, 3.0], requires_grad=True)
loss = (x ** 2).sum()
loss.backward()
print(x.grad)

with torch.no_grad():
    prediction = model(x)
