"""Clinic 2: only half of the model learns

Chapter: Debugging clinic
Aim: Find the place where a graph was cut.

Two factors are to be learned. The loss is right, backward() runs without a word, the second
factor gets its gradient. The first one's .grad is None.

Diagnose it: look for a wall on the canvas, and ask Why? about the first leaf.
"""

import torch

first = torch.tensor(2.0, requires_grad=True)
second = torch.tensor(5.0, requires_grad=True)
data = torch.tensor([1.0, 2.0, 3.0])

#: Somebody wanted to print these numbers, and converted them for it.
features = (first * data).detach()
print("features:", features)

#: From here on everything is recorded again.
loss = (second * features).sum()
#: Follow the gradient until it stops.
#? What is first.grad after this line?
#= first.grad | No gradient ever reaches it.
loss.backward()
print(first.grad, second.grad)

#? Which line cut the graph?
#+ features = (first * data).detach() | The result has the same numbers and no history.
#- loss = (second * features).sum() | It is recorded: second gets its gradient through it.
#- loss.backward() | It went back along all the graph there was.
#? What helps?
#+ Detach only what is printed | print("features:", features.detach()), and keep features whole.
#- features.requires_grad_() | It makes features a leaf: the wall stays where it is.
print(features.requires_grad)
