"""Three spirals, a small network, cross-entropy, a confusion matrix at the end."""

import math

import torch
from torch import nn

torch.manual_seed(3)
count, classes = 60, 3
points, labels = [], []
for label in range(classes):
    radius = torch.linspace(0.1, 1, count)
    angle = torch.linspace(label * 4, (label + 1) * 4, count) + 0.2 * torch.randn(count)
    points.append(torch.stack([radius * torch.sin(angle), radius * torch.cos(angle)], dim=1))
    labels.append(torch.full((count,), label))
points, labels = torch.cat(points), torch.cat(labels)

model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 3))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.02)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20)
criterion = nn.CrossEntropyLoss(label_smoothing=0.05)

for epoch in range(20):
    order = torch.randperm(len(points))
    for batch in order.split(60):
        optimizer.zero_grad()
        loss = criterion(model(points[batch]), labels[batch])
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
    scheduler.step()
    if epoch % 5 == 4:
        print(f"{epoch + 1:3d} loss {loss:.3f} lr {scheduler.get_last_lr()[0]:.5f}")

model.eval()
with torch.no_grad():
    guesses = model(points).argmax(dim=1)
confusion = torch.zeros(classes, classes, dtype=torch.long)
for truth, guess in zip(labels, guesses):
    confusion[truth, guess] += 1
print(confusion)
print("parameters:", sum(p.numel() for p in model.parameters()), math.prod(points.shape))
