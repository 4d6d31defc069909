"""The title of the lesson

Chapter: Scalars
Aim: What a learner can say or do afterwards, in one sentence.

The text, in a few short paragraphs: what is to be seen, and why it matters. A lesson that is
meant to end with an error says so with a line "Ends: with an error" below its aim.
"""

import torch

#: What is said while the statement below runs, and until other words follow.
x = torch.tensor(3.0, requires_grad=True)
#: Words on one step of it begin with the name of a node, an operation or a gradient.
#? A question about the statement below, asked when it is about to run. What is y?
#= y | Taken from the run: a variable, its .grad or its .shape. This is what to say about it.
y = x * x
#: [MulBackward0] Said when this node runs: it passes on two gradients.
#: [x.grad] Said when a gradient is added to x.grad: 3 + 3 = 6.
y.backward()

#? A question of choice. Why is x.grad 6 and not 3?
#+ x is used twice. | Right: two gradients come back to it, and they are added.
#- backward() ran twice. | It ran once; look at the two arrows between x and the product.
print(x.grad)

#? A question after the last statement is asked at the end. Which number would 5.0 give?
#= 10 | Declared here: the derivative is 2x.
