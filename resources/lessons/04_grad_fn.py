"""What a result remembers: grad_fn and next_functions

Chapter: Scalars
Aim: Walk a graph by hand with grad_fn and next_functions.

Every recorded result holds a reference to the node that can reverse its operation, grad_fn. The
node points on, through next_functions, to the nodes of its inputs; a leaf is represented by the
node that accumulates into it. That is all a computation graph is.

Select a node and compare: the Node panel shows the same names.
"""

import torch

x = torch.tensor(3.0, requires_grad=True)
#: Five operations in one line, each with a node.
#? x is 3. What is y?
#= y | 54 + 12 + 1.
y = 2 * x ** 3 + 4 * x + 1

print(x.data, x.grad, x.grad_fn)
#: The last operation is the root of the way back: adding 1.
print(type(y.grad_fn).__name__)
#: From there one walks to the nodes of its inputs. The constant 1 has none: None.
for node, number in y.grad_fn.next_functions:
    print(node if node is None else type(node).__name__, number)

#: One more step: the sum has two inputs, each with a node.
plus = y.grad_fn.next_functions[0][0]
print([type(node).__name__ for node, number in plus.next_functions])

#: The same walk, done by backward().
#? The derivative is 6x² + 4, and x is 3. What is x.grad?
#= x.grad | 54 + 4.
y.backward()
print(x.grad)

#? What stands in next_functions for a leaf?
#+ Its AccumulateGrad | The node that adds to its .grad.
#- None | That is what stands for inputs that are not tracked.
