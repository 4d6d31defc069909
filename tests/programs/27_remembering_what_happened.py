"""Values of deeds learned from a memory of what happened, with a second network that follows."""

import math
import random
from collections import deque, namedtuple
from itertools import count

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

random.seed(27)
torch.manual_seed(27)
Happened = namedtuple("Happened", ("seen", "deed", "then", "reward"))
MANY, LATER, FOLLOW = 16, 0.95, 0.05


class Slope:
    """A ball on a slope that rolls back; at the top the game is won, at the bottom lost."""

    def reset(self):
        self.place, self.speed, self.turns = 0.0, 0.0, 0
        return self.seen()

    def seen(self):
        return [self.place, self.speed, math.cos(self.place)]

    def step(self, deed):
        self.speed += (0.15 if deed else -0.1) - 0.02 * math.sin(3 * self.place)
        self.place += self.speed
        self.turns += 1
        reward = 1.0 if self.place > 1 else -1.0 if self.place < -1 else -0.01
        return self.seen(), reward, abs(self.place) > 1, self.turns >= 15


class Memory(object):
    def __init__(self, most):
        self.kept = deque([], maxlen=most)

    def keep(self, *what):
        self.kept.append(Happened(*what))

    def some(self):
        return Happened(*zip(*random.sample(self.kept, MANY)))


class Worth(nn.Module):
    def __init__(self, sees, deeds, width=16):
        super(Worth, self).__init__()
        self.inner = nn.Linear(sees, width)
        self.middle = nn.Linear(width, width)
        self.outer = nn.Linear(width, deeds)

    def forward(self, x):
        return self.outer(F.relu(self.middle(F.relu(self.inner(x)))))


device = torch.device(
    "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
)
slope, memory, tries = Slope(), Memory(120), 0
now, later = Worth(len(slope.reset()), 2).to(device), Worth(3, 2).to(device)
print(device, later.load_state_dict(now.state_dict()))
optimizer = optim.AdamW(now.parameters(), lr=3e-3, amsgrad=True)


def deed_for(seen):
    global tries
    curious = 0.05 + 0.85 * math.exp(-tries / 40)
    tries += 1
    if random.random() < curious:
        return torch.tensor([[random.randrange(2)]], device=device, dtype=torch.long)
    with torch.no_grad():
        return now(seen).max(1).indices.view(1, 1)


def learn():
    if len(memory.kept) < MANY:
        return None
    some = memory.some()
    goes_on = torch.tensor([then is not None for then in some.then], device=device)
    expected = torch.zeros(MANY, device=device)
    with torch.no_grad():
        following = torch.cat([then for then in some.then if then is not None])
        expected[goes_on] = later(following).max(1).values
    worth = now(torch.cat(some.seen)).gather(1, torch.cat(some.deed))
    aim = expected * LATER + torch.cat(some.reward)
    loss = nn.SmoothL1Loss()(worth, aim.unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(now.parameters(), 0.5)
    optimizer.step()
    return loss


def follow():
    ahead, behind = now.state_dict(), later.state_dict()
    for name in ahead:
        behind[name] = ahead[name] * FOLLOW + behind[name] * (1 - FOLLOW)
    later.load_state_dict(behind)


for game in range(10):
    seen = torch.tensor(slope.reset(), dtype=torch.float32).unsqueeze(0)
    for turn in count(1):
        deed = deed_for(seen)
        facts, reward, over, tired = slope.step(deed.item())
        then = None if over else torch.tensor(facts, dtype=torch.float32, device=device)[None]
        memory.keep(seen, deed, then, torch.tensor([reward]))
        loss, seen = learn(), then
        follow()
        if over or tired:
            break
    told = None if loss is None else f"{loss.item():.5f}"
    print(game, turn, deed, f"{reward:.2f}", told, loss)
print(optimizer.state_dict()["state"][0].keys(), optimizer)
print(now(torch.zeros(1, 3)), later(torch.zeros(1, 3)))
