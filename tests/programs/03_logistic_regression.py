"""Two Gaussian clouds told apart with binary cross-entropy on logits."""

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(2)
points = torch.cat([torch.randn(50, 2) + 1.5, torch.randn(50, 2) - 1.5])
labels = torch.cat([torch.ones(50), torch.zeros(50)])
loader = DataLoader(TensorDataset(points, labels), batch_size=25, shuffle=True)

weight = torch.zeros(2, requires_grad=True)
bias = torch.zeros((), requires_grad=True)
optimizer = torch.optim.Adam([weight, bias], lr=0.1)

for epoch in range(6):
    total = 0.0
    for batch, truth in loader:
        logits = batch @ weight + bias
        loss = F.binary_cross_entropy_with_logits(logits, truth)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    right = ((points @ weight + bias > 0) == labels.bool()).float().mean()
    print(f"epoch {epoch} loss {total / len(points):.5f} accuracy {right:.2%}")

print(weight.detach().numpy().round(4), round(bias.item(), 4))
