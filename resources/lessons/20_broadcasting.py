"""Broadcasting, and the sums it turns into

The row b is added to every row of w. Going forward it is repeated; going back, its gradient is
therefore the *sum* over the rows: every copy contributes. Whatever is repeated forward is summed
backward, and the other way round.
"""

import torch

w = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
b = torch.tensor([10.0, 20.0, 30.0], requires_grad=True)

out = (w + b) * 2
out.sum().backward()
print(w.grad)
print(b.grad)
