"""A layer, a loss, and the gradients of its parameters

Chapter: Training
Aim: Name the parameters, the data and the root of a layer with its loss.

Three outputs computed from five inputs: z = xW + b. The inputs x and the target y are data and
stay untracked. W and b are the parameters to be improved, so they ask for gradients. The loss
compares z with y and is one number: the root that backward() starts from.

All five rows of W.grad are equal because all five inputs are 1.
"""

import torch

torch.manual_seed(0)
x = torch.ones(5)
y = torch.zeros(3)
#: The parameters ask for gradients.
w = torch.rand(5, 3, requires_grad=True)
b = torch.rand(3, requires_grad=True)

#: Three outputs from five inputs.
#? What shape does z have?
#= z.shape | One number for each column of w.
z = torch.matmul(x, w) + b
#: One number says how wrong the outputs are.
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
print(type(z.grad_fn).__name__)
print(type(loss.grad_fn).__name__)

#: From one number back to eighteen.
#? What shape does w.grad have?
#+ 5×3 | A gradient has the shape of its tensor.
#- 3 | That is the shape of b.
#- A scalar | That is the loss.
loss.backward()
print(w.grad)
print(b.grad)

#? Why are the rows of w.grad equal?
#+ All inputs are 1. | Each row is its input times the same gradient.
#- w was made by chance. | Its own values have no part in this gradient of z.
