"""Clinic 7: gradients arrive, and nothing moves

Chapter: Debugging clinic
Aim: Check that an optimizer holds the very tensors that are trained.

Loss, backward(), step(): all there, and in the right order. Gradients arrive. The loss is the
same in every round, to the last digit.

Diagnose it: which tensor does step() change? Compare it with the one that has the gradient.
"""

import torch

w = torch.tensor(1.0, requires_grad=True)
#: The optimizer is given the tensor that w names now.
optimizer = torch.optim.SGD([w], lr=0.1)

#: Later somebody sets a better start. This is a new tensor under the old name.
w = torch.tensor(2.0, requires_grad=True)

for step in range(3):
    optimizer.zero_grad()
    #: The loss is computed from the new w.
    loss = (w - 5) ** 2
    #: Its gradient arrives at the new w, as it should.
    #? What is w.grad in the first round?
    #= w.grad | 2 · (2 − 5): the gradient is fine.
    loss.backward()
    #: It looks at its own tensor, which has no gradient, and passes it by.
    optimizer.step()
    print(f"step {step}: w {w.item()}, loss {loss.item()}")

#? What is wrong?
#+ The optimizer holds the old tensor. | A name was bound anew; the optimizer keeps what it got.
#- zero_grad() clears the gradient too late. | It stands before backward(), where it belongs.
#- The learning rate is 0. | It is 0.1, but nothing of w ever reaches the optimizer.
#? What helps?
#+ with torch.no_grad(): w.fill_(2.0) | The same tensor with another value.
#- optimizer.step() twice | Twice nothing.
#? Does zero_grad() clear w.grad here?
#+ No, so it accumulates as well | zero_grad() too knows only the old tensor.
#- Yes | Only of the tensors it was given.
print(w.grad)
