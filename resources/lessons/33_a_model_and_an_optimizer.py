"""A model, an optimizer, and zero_grad()

Chapter: Training
Aim: Recognise the same round in an optimizer's three calls.

The same round, as it is usually written. The model's parameters are leaves that ask for gradients
by themselves; the optimizer makes the update and clears the gradients. To use the model, not to
train it, compute under no_grad.
"""

import torch
from torch import nn

torch.manual_seed(1)
model = nn.Linear(2, 1)
#: It holds the parameters: the very tensors, not their names.
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
inputs = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
target = torch.tensor([[1.0], [2.0]])

for step in range(2):
    #: Gradients of the last round go. They become None, not 0.
    optimizer.zero_grad()
    #: The model's outputs, and one number that says how wrong they are.
    #? What shape does the output for two inputs of two numbers have?
    #+ 2×1 | Two rows, one output each.
    #- 2 | Linear makes 1 of the last side, but the side stays.
    loss = nn.functional.mse_loss(model(inputs), target)
    #: Every parameter of the model gets its .grad.
    loss.backward()
    #: Every parameter goes lr times its .grad downhill.
    optimizer.step()
    print(f"step {step}: loss {loss.item():.4f}")

with torch.no_grad():
    #: To use the model nothing need be recorded.
    prediction = model(inputs)
print(prediction.requires_grad, tuple(prediction.shape))

#? In what order do the calls of a round belong?
#+ zero_grad, backward, step | Clear, compute, follow.
#- backward, zero_grad, step | The step would find no gradient to follow.
