"""A layer, a loss, and the gradients of its parameters

Three outputs computed from five inputs: z = xW + b. The inputs x and the target y are data and
stay untracked. W and b are the parameters to be improved, so they ask for gradients. The loss
compares z with y and is one number: the root that backward() starts from.

All five rows of W.grad are equal because all five inputs are 1.
"""

import torch

torch.manual_seed(0)
x = torch.ones(5)
y = torch.zeros(3)
w = torch.rand(5, 3, requires_grad=True)
b = torch.rand(3, requires_grad=True)

z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
print(type(z.grad_fn).__name__)
print(type(loss.grad_fn).__name__)

loss.backward()
print(w.grad)
print(b.grad)
