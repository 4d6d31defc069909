"""The error: a vector has no gradient of its own

Chapter: Tensors
Aim: Say what backward() needs for a vector, and give it.

Calling backward() on a tensor with several elements fails, because autograd cannot guess which
combination of them is meant. The first call shows the way out: say how much each element counts,
with one weight per element. The weights travel back like any other gradient.

The last line shows the error itself.
"""

import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
#: Three results, of which none is the one to differentiate.
y = x * x
#: So we say how much each counts: the pass starts with these three numbers, not with 1.
#? 2x is [2, 4, 6], and the weights are 1, 10 and 100. What is x.grad?
#= x.grad | Each element's own derivative times its weight.
y.backward(torch.tensor([1.0, 10.0, 100.0]))
print(x.grad)

z = x * x
#: Without weights autograd cannot guess what is meant.
#? Which weights would make it the same as z.sum().backward()?
#+ Three times 1 | A sum counts every element once.
#- Three times 1/3 | That would be the mean.
z.backward()
