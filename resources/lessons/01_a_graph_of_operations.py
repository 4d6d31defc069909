"""A graph of operations

Chapter: Scalars
Aim: Read a small graph in both ways, and say where its gradient comes from.

Every operation on a tracked tensor leaves a mark: a node that remembers what was done and to
what. The marks together are the computation graph, a directed graph without cycles (DAG).

Read it in either of two ways. With Operations the boxes are operations and the arrows are the
tensors that flow between them. With Tensors the boxes are tensors and the arrows are the
operations: x ─(×3)→ y ─(+5)→ z. It is the same graph.

Press Space to watch it grow, then the gradient come back: z = 3x + 5, so dz/dx is 3.
"""

import torch

#: A leaf: you made it, and you ask for its gradient. The tray on its card is for .grad.
x = torch.tensor(2.0, requires_grad=True)
#: An operation: it computes 6, and leaves a node that knows how to go back.
#? x is 2. What is y?
#= y | 2 × 3.
y = x * 3
#: One more. The graph has grown by one operation.
z = y + 5
print(z)

#: The way back starts at z with the gradient 1: z changes as much as z does.
#: [AddBackward0] Adding 5 does not change how fast anything changes: 1 comes in, 1 goes out.
#: [MulBackward0] Times 3 makes everything change three times as fast: 1 · 3 goes to x.
#: [x.grad] The gradient has arrived at the leaf and is kept there.
#? z = 3x + 5. What is x.grad?
#= x.grad | The 5 has no part in it: only the factor 3 counts.
z.backward()
print(x.grad)

#? What if x were 100?
#+ x.grad would be 3 as well. | The slope of a straight line is the same everywhere.
#- x.grad would be 305. | That would be the value z, not its slope.
#- x.grad would be 300. | That would be y.
