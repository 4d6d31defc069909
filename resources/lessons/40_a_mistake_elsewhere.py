"""The error: a mistake that has nothing to do with gradients

Chapter: Debugging clinic
Aim: Read an error that autograd has nothing to do with, and use what ran before it.

Most programs fail for plain reasons. Here nobody made the model that the last line wants to use.
What ran before the mistake is kept: the graph, the gradients and the ledger are all there to be
stepped through, and the line that failed is marked.
"""

import torch

x = torch.tensor([2.0, 3.0], requires_grad=True)
#: So far all is well.
loss = (x ** 2).sum()
#: The way back works as well.
#? What is x.grad?
#= x.grad | 2x.
loss.backward()
print(x.grad)

with torch.no_grad():
    #: There is no model.
    #? What is left after the error?
    #+ Everything that ran before | Graph, gradients and ledger can be stepped through.
    #- Nothing | The recording ends here, it does not vanish.
    prediction = model(x)
