"""Two views of each point drawn together, all others pushed away: InfoNCE with cosine."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(22)
base = torch.randn(12, 6)
project = nn.Sequential(nn.Linear(6, 16), nn.LayerNorm(16), nn.GELU(), nn.Linear(16, 4))
optimizer = torch.optim.RAdam(project.parameters(), lr=0.01)
one_cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.05, total_steps=10)
for step in range(10):
    first = F.normalize(project(base + 0.1 * torch.randn_like(base)), dim=1)
    second = F.normalize(project(base + 0.1 * torch.randn_like(base)), dim=1)
    similar = first @ second.T / 0.2
    loss = (
        F.cross_entropy(similar, torch.arange(12)) + F.cross_entropy(similar.t(), torch.arange(12))
    ) / 2
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    one_cycle.step()
    nearest = (similar.argmax(1) == torch.arange(12)).sum()
    print(f"{step} {loss.item():.4f} {nearest}/12 {one_cycle.get_last_lr()[0]:.6f}")
print(F.cosine_similarity(first[0], first[1], dim=0))
