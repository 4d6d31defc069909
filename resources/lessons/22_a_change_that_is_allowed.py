"""In place, when it is allowed

Chapter: Views and in-place
Aim: Predict whether a change in place breaks the backward pass.

A change in place is wrong only if it overwrites something that a node has saved and still needs.
x * 3 saves the 3 and not its result, so the result may be changed. exp saves its own result,
because the derivative of exp is exp: that result must stay as it is. The version counter of a
tensor counts its changes, and a node compares before it computes.
"""

import torch

x = torch.tensor([0.0, 1.0], requires_grad=True)

#: The product saved nothing of its result.
y = x * 3
#: So adding in place does no harm. The version counts it.
#? The version of y was 0. What is it after one change in place?
#+ 1 | Each change in place counts one up.
#- 0 | The version would tell nothing if it did not count.
#- 3 | It counts changes, not what they do.
y.add_(5)
print(y._version)
#: Nothing that a node has saved was overwritten: the way back is open.
#? What is x.grad?
#= x.grad | Adding a constant changes the value and not the slope.
y.sum().backward()
print(x.grad)

#: exp saves its result.
z = torch.exp(x)
saved = z.grad_fn._saved_result
print(torch.equal(saved, z))
#: To change it safely, change a copy of it.
z = z.clone()
z.mul_(2)
#: 3 from the first pass, and 2 exp(x) from this one.
z.sum().backward()
print(x.grad)
#? z.mul_(2) without the clone: what would happen?
#+ backward() would fail. | The result that exp had saved would have another version.
#- x.grad would be wrong, silently. | That is exactly what the version counter prevents.
#- Nothing, as z is not a leaf. | Leaf or not: what counts is whether it was saved.
