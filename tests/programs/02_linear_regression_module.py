"""The same line as a module, a loss and an optimizer with momentum."""

import torch
from torch import nn

torch.manual_seed(1)
inputs = torch.randn(64, 3)
targets = inputs @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.25

model = nn.Linear(3, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
print(model)
print(optimizer)

for step in range(40):
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    if step % 8 == 0:
        norm = torch.cat([p.grad.flatten() for p in model.parameters()]).norm()
        print(f"{step:2d} {loss.item():.5f} |g| {norm:.4f}")

for name, parameter in model.named_parameters():
    print(name, parameter.data)
