"""What a result remembers: grad_fn and next_functions

Every recorded result holds a reference to the node that can reverse its operation, grad_fn. The
node points on, through next_functions, to the nodes of its inputs; a leaf is represented by the
node that accumulates into it. That is all a computation graph is.

Select a node and compare: the Node panel shows the same names.
"""

import torch

x = torch.tensor(3.0, requires_grad=True)
y = 2 * x ** 3 + 4 * x + 1

print(x.data, x.grad, x.grad_fn)
print(type(y.grad_fn).__name__)
for node, number in y.grad_fn.next_functions:
    print(node if node is None else type(node).__name__, number)

plus = y.grad_fn.next_functions[0][0]
print([type(node).__name__ for node, number in plus.next_functions])

y.backward()
print(x.grad)
