"""Matrix products, and why a transpose appears on the way back

Chapter: Tensors
Aim: Work out the gradients of a @ b by their shapes alone.

Every entry of a @ b is a row of a times a column of b. So an entry of a is multiplied by a whole
row of b, and its gradient is collected over that row: the gradient of a is incoming @ b.T, that of
b is a.T @ incoming. Nobody has to remember which side is transposed. Only one arrangement gives
each gradient the shape of its tensor.
"""

import torch

#: Two rows, three columns.
a = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
b = torch.tensor([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]], requires_grad=True)

#: 2×3 times 3×2: the threes meet and vanish.
#? What shape does the product of a 2×3 and a 3×2 matrix have?
#= product.shape | The inner sides must agree; the outer ones remain.
product = a @ b
print(product)

#: The sum sends 1 to each entry of the product. The incoming gradient has the product's shape.
#: [MmBackward0] Both of its inputs were saved: each is needed for the gradient of the other.
#? The incoming gradient is all ones, 2×2. What is the first row of a.grad, which is the sums
#? of the rows of b?
#= [1, 3, 3] | Rows of b: 1 + 0, 2 + 1, 0 + 3. The second row of a.grad is the same.
product.sum().backward()
print(a.grad)
print(b.grad)

#? incoming is 2×2, b is 3×2 and a is 2×3. Which product has the shape of a?
#+ incoming @ b.T | 2×2 times 2×3: the only one that is 2×3.
#- b.T @ incoming | 2×3 times 2×2: the inner sides do not even agree.
#- b @ incoming | That is 3×2, the shape of b.
print(torch.equal(a.grad, torch.ones(2, 2) @ b.T))
