"""Broadcasting, and the sums it turns into

Chapter: Tensors
Aim: Predict the gradient of a broadcast tensor.

The row b is added to every row of w. Going forward it is repeated; going back, its gradient is
therefore the sum over the rows: every copy contributes. Whatever is repeated forward is summed
backward, and the other way round.
"""

import torch

w = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
b = torch.tensor([10.0, 20.0, 30.0], requires_grad=True)

#: b has one row, w has two: the row is used twice.
#? What shape does out have?
#= out.shape | The row is repeated.
out = (w + b) * 2
#: The sum sends 1 to every entry of out, and the factor makes 2 of it.
#: [AddBackward0] One gradient goes to w as it is; for b the two rows are added.
#? What is b.grad?
#= b.grad | 2 from each of the two rows.
out.sum().backward()
print(w.grad)
print(b.grad)

#? What is broadcast forward is …
#+ summed backward. | Every copy contributes.
#- averaged backward. | Nothing is divided.
#- repeated backward. | That is what becomes of a sum.
