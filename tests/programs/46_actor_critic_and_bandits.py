"""An actor and its critic in a small grid, returns kept in a deque; bandits by Thompson's rule."""

from collections import deque, namedtuple

import torch
from torch import nn
from torch.distributions import Beta, Categorical
from torch.nn import functional as F

torch.manual_seed(0)
Step = namedtuple("Step", "log_prob value reward entropy")
MOVES = [(0, 1), (1, 0), (0, -1), (-1, 0)]


class Grid:
    def __init__(self, size=3):
        self.size, self.place = size, [0, 0]

    def reset(self):
        self.place = [0, 0]
        return self.seen()

    def seen(self):
        cells = torch.zeros(self.size, self.size)
        cells[tuple(self.place)] = 1
        return cells.flatten()

    def step(self, action):
        last = self.size - 1
        self.place = [
            min(max(p + d, 0), last) for p, d in zip(self.place, MOVES[action], strict=True)
        ]
        done = self.place == [last, last]
        return self.seen(), 1.0 if done else -0.05, done


class ActorCritic(nn.Module):
    def __init__(self, cells):
        super().__init__()
        self.body = nn.Linear(cells, 24)
        self.policy = nn.Linear(24, 4)
        self.value = nn.Linear(24, 1)

    def forward(self, x):
        hidden = torch.relu(self.body(x))
        return Categorical(logits=self.policy(hidden)), self.value(hidden).squeeze(-1)


world, model = Grid(), ActorCritic(9)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
print(model)
for episode in range(6):
    state, steps = world.reset(), []
    for _ in range(25):
        policy, value = model(state)
        action = policy.sample()
        state, reward, done = world.step(action.item())
        steps.append(Step(policy.log_prob(action), value, reward, policy.entropy()))
        if done:
            break
    total, returns = 0.0, deque()
    for step in reversed(steps):
        total = step.reward + 0.97 * total
        returns.appendleft(total)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + 1e-7)
    values = torch.stack([step.value for step in steps])
    advantage = returns - values.detach()
    loss = -(torch.stack([step.log_prob for step in steps]) * advantage).sum()
    loss = loss + F.smooth_l1_loss(values, returns)
    loss = loss - 0.01 * torch.stack([step.entropy for step in steps]).mean()
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
    optimizer.step()
    print(f"episode {episode}: {len(steps):2d} steps, loss {loss:.3f}, gradient {norm:.3f}")

chances = torch.tensor([0.2, 0.5, 0.75])
won, lost, chosen = torch.ones(3), torch.ones(3), torch.zeros(3, dtype=torch.long)
for _ in range(40):
    arm = Beta(won, lost).sample().argmax()
    reward = torch.bernoulli(chances[arm])
    won[arm] += reward
    lost[arm] += 1 - reward
    chosen[arm] += 1
print(chosen, won / (won + lost), Beta(won, lost).variance)
for wrong in ({1.0, 2.0}, {"a": 1}, [None], map(float, "12")):
    try:
        print(torch.tensor(wrong, dtype=torch.float32))
    except (RuntimeError, TypeError) as error:
        print(type(error).__name__, error)
