"""A graph of operations

Every operation on a tracked tensor leaves a mark: a node that remembers what was done and to
what. The marks together are the computation graph, a directed graph without cycles (DAG).

Read it in either of two ways. With *Operations* the boxes are operations and the arrows are the
tensors that flow between them. With *Tensors* the boxes are tensors and the arrows are the
operations: x ─(×3)→ y ─(+5)→ z. It is the same graph.

Press Space to watch it grow, then the gradient come back: z = 3x + 5, so dz/dx is 3.
"""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = x * 3
z = y + 5
print(z)

z.backward()
print(x.grad)
