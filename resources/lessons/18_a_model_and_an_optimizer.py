"""A model, an optimizer, and zero_grad()

The same round, as it is usually written. The model's parameters are leaves that ask for gradients
by themselves; the optimizer makes the update and clears the gradients. To use the model, not to
train it, compute under no_grad.
"""

import torch
from torch import nn

torch.manual_seed(1)
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
inputs = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
target = torch.tensor([[1.0], [2.0]])

for step in range(2):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(inputs), target)
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss {loss.item():.4f}")

with torch.no_grad():
    prediction = model(inputs)
print(prediction.requires_grad, tuple(prediction.shape))
