"""REINFORCE on a walk along a line: sampled actions, returns, log probabilities."""

import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(15)
policy = nn.Sequential(nn.Linear(5, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=0.02)

for episode in range(25):
    place, logs, rewards = 2, [], []
    for _ in range(12):
        state = torch.zeros(5)
        state[place] = 1.0
        chance = Categorical(logits=policy(state))
        action = chance.sample()
        logs.append(chance.log_prob(action))
        place = max(0, min(4, place + (1 if action.item() == 1 else -1)))
        rewards.append(1.0 if place == 4 else -0.1)
        if place == 4:
            break
    returns, running = [], 0.0
    for reward in reversed(rewards):
        running = reward + 0.95 * running
        returns.insert(0, running)
    returns = torch.tensor(returns)
    if len(returns) > 1:
        returns = (returns - returns.mean()) / (returns.std() + 1e-6)
    loss = -(torch.stack(logs) * returns).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if episode % 5 == 0:
        print(
            f"episode {episode:2d} steps {len(rewards):2d} loss {loss.item():.4f} "
            f"entropy {chance.entropy().item():.4f}"
        )
