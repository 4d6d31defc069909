"""A value network with a frozen target copy, a replay buffer and gather."""

import copy
import random

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(16)
random.seed(16)
online = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
target = copy.deepcopy(online)
for parameter in target.parameters():
    parameter.requires_grad_(False)
optimizer = torch.optim.RMSprop(online.parameters(), lr=5e-3)
memory = []
for step in range(40):
    state = F.one_hot(torch.tensor(step % 4), 4).float()
    with torch.no_grad():
        action = online(state).argmax().item() if random.random() > 0.3 else random.randrange(3)
    reward = 1.0 if action == step % 3 else 0.0
    memory.append((state, action, reward, F.one_hot(torch.tensor((step + 1) % 4), 4).float()))
    if len(memory) < 8:
        continue
    states, actions, rewards, following = zip(*random.sample(memory, 8))
    chosen = online(torch.stack(states)).gather(1, torch.tensor(actions).unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        goal = torch.tensor(rewards) + 0.9 * target(torch.stack(following)).max(dim=1).values
    loss = F.huber_loss(chosen, goal)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 8 == 0:
        for mine, theirs in zip(target.parameters(), online.parameters()):
            mine.data.mul_(0.5).add_(theirs.data, alpha=0.5)
        print(f"{step:2d} loss {loss.item():.5f} value {chosen.mean().item():.4f}")
