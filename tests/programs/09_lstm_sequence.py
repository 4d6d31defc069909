"""An LSTM adds up what it hears; the gradient norm of each of its weights is told."""

import torch
from torch import nn


class Adder(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(2, 16, num_layers=2, batch_first=True)
        self.head = nn.Linear(16, 1)

    def forward(self, sequence):
        output, (hidden, cell) = self.lstm(sequence)
        return self.head(output[:, -1]).squeeze(-1)


torch.manual_seed(8)
model = Adder()
print(model)
values = torch.rand(32, 10, 1)
marks = torch.zeros(32, 10, 1)
for row in range(32):
    marks[row, torch.randperm(10)[:2]] = 1
sequences = torch.cat([values, marks], dim=2)
targets = (values * marks).sum(dim=(1, 2))

optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(12):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(sequences), targets)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(f"epoch {epoch:2d} loss {loss.item():.5f} norm {norm.item():.4f}")
for name, parameter in model.named_parameters():
    print(f"{name:22s} {tuple(parameter.shape)} {parameter.grad.norm():.4f}")
