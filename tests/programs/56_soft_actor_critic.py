"""A rower holds a boat over a mooring: squashed normal strokes, two doubting judges, slow copies, a price of habit."""

import itertools
from copy import deepcopy

import numpy as np
import torch
from torch import nn
from torch.distributions import Independent, TanhTransform, TransformedDistribution
from torch.distributions.normal import Normal
from torch.nn import functional as F

torch.manual_seed(1604)
np.random.seed(1604)
PULL, PATIENCE, SLOWNESS = 0.8, 0.8, 0.85


class Rower(nn.Module):
    """Strokes of both oars, from where the boat is and how the stream runs."""

    def __init__(self, width):
        super().__init__()
        self.sees = nn.Sequential(nn.Linear(3, width), nn.SiLU())
        self.aims = nn.Linear(width, 4)

    def strokes(self, place):
        middle, spread = self.aims(self.sees(place)).chunk(2, dim=-1)
        return Normal(middle, torch.exp(torch.clamp(spread, -5, 1)))

    def forward(self, place, surely=False):
        """A stroke within the oars' reach, and the log of its density there."""
        strokes = self.strokes(place)
        free = strokes.mean if surely else strokes.rsample()
        density = strokes.log_prob(free).sum(axis=-1)
        density -= (2 * (np.log(2) - free - F.softplus(-2 * free))).sum(axis=1)
        return PULL * torch.tanh(free), density


class Judges(nn.Module):
    """Two opinions of a stroke, never asked to agree."""

    def __init__(self, width):
        super().__init__()
        self.opinions = nn.ModuleList(
            nn.Sequential(nn.Linear(5, width), nn.SiLU(), nn.Linear(width, 1)) for _ in range(2)
        )

    def forward(self, place, stroke):
        both = torch.cat([place, stroke], dim=-1)
        return [torch.squeeze(opinion(both), -1) for opinion in self.opinions]

    def lower(self, place, stroke):
        return torch.min(*self(place, stroke))


def drifted(place, stroke):
    """The boat one stroke later, what that was worth, and whether it ran aground."""
    boat, stream = place[:, :2], place[:, 2:]
    boat = boat + 0.5 * stroke + 0.1 * torch.cat([stream, torch.zeros_like(stream)], 1)
    worth = -boat.pow(2).sum(1) - 0.05 * stroke.abs().sum(1)
    return torch.cat([boat, 0.9 * stream], 1), worth, (boat.norm(dim=1) > 2).float()


class Log:
    """The last strokes, in tables that are written round and round."""

    def __init__(self, room):
        self.columns = [torch.zeros(room, *rest) for rest in ((3,), (2,), (), (3,), ())]
        self.written = 0

    def write(self, *told):
        rows = torch.arange(self.written, self.written + len(told[0])) % len(self.columns[0])
        for column, values in zip(self.columns, told, strict=True):
            column[rows] = values
        self.written += len(rows)

    def some(self, many):
        full = min(self.written, len(self.columns[0]))
        rows = torch.as_tensor(np.random.randint(0, full, size=many))
        return [column[rows] for column in self.columns]


rower, judges = Rower(14), Judges(14)
slow = deepcopy(judges)
for leaf in slow.parameters():
    leaf.requires_grad = False
log_price = torch.tensor(-2.0, requires_grad=True)
print(rower, judges, [leaf.requires_grad for leaf in slow.parameters()][:3])
rowing = torch.optim.Adam(rower.parameters(), lr=1e-2)
judging = torch.optim.AdamW(itertools.chain(*(o.parameters() for o in judges.opinions)), lr=3e-2)
pricing = torch.optim.Adam([log_price], lr=5e-2)
fading = torch.optim.lr_scheduler.CosineAnnealingLR(judging, T_max=16)


def judged(place, stroke, worth, then, aground):
    """How wrong both judges are about what the slow ones say will follow."""
    with torch.no_grad():
        answer, density = rower(then)
        hope = slow.lower(then, answer) - log_price.exp() * density
        due = worth + PATIENCE * (1 - aground) * hope
    return sum(F.mse_loss(opinion, due) for opinion in judges(place, stroke)), due


log = Log(room=192)
places, strokes = torch.randn(96, 3), torch.rand(96, 2) * 2 * PULL - PULL  # somebody else's rowing
then, worth, aground = drifted(places, strokes)
log.write(places, strokes, worth, then, aground)
for stretch in range(8):
    boats = torch.cat([torch.rand(16, 2) * 2 - 1, torch.randn(16, 1)], 1)
    for _ in range(3):
        with torch.no_grad():
            stroke, _ = rower(boats)
        then, worth, aground = drifted(boats, stroke)
        log.write(boats, stroke, worth, then, aground)
        boats = torch.where(aground.bool().unsqueeze(1), torch.randn(16, 3) * 0.5, then)
    for turn in range(8):
        told = log.some(48)
        wrong, due = judged(*told)
        judging.zero_grad()
        wrong.backward()
        judging.step()
        if turn % 2:  # the rower learns from every second judgement
            continue
        judges.requires_grad_(False)
        stroke, density = rower(told[0])
        regret = (log_price.exp().detach() * density - judges.lower(told[0], stroke)).mean()
        rowing.zero_grad()
        regret.backward()
        rowing.step()
        judges.requires_grad_(True)
        pricing.zero_grad()
        (-log_price * (density.detach() - 2).mean()).backward()
        pricing.step()
        with torch.no_grad():
            for kept, fresh in zip(slow.parameters(), judges.parameters(), strict=True):
                kept.data.mul_(SLOWNESS)
                kept.data.add_((1 - SLOWNESS) * fresh.data)
    fading.step()
    print(
        f"{stretch}: wrong {wrong.item():8.4f} due {due.mean():8.4f} regret {regret.item():8.4f}"
        f" density {density.detach().numpy().mean():8.4f} price {log_price.exp().item():.4f}"
        f" worth {worth.mean():8.4f} aground {int(aground.sum())}"
    )
print(log.written, [tuple(column.shape) for column in log.columns], fading.get_last_lr())
with torch.no_grad():
    apart = sum(
        (kept - fresh).norm() for kept, fresh in zip(slow.parameters(), judges.parameters())
    )
    print(apart, rower(torch.tensor([[0.8, -0.8, 0.0], [0.0, 0.0, 1.0]]), surely=True))
try:
    regret.backward()
except RuntimeError as refusal:
    print(str(refusal).split(" (")[0])

# ---- The same density from the library: a distribution that is squashed, its inverse remembered. ----

free = Independent(Normal(torch.tensor([0.3, -0.2]), torch.tensor([0.5, 1.5])), 1)
squashed = TransformedDistribution(free, [TanhTransform(cache_size=1)])
strokes = squashed.rsample((3,))
print(strokes, squashed.log_prob(strokes), squashed.batch_shape, squashed.event_shape)
unsquashed = torch.atanh(strokes)
by_hand = free.log_prob(unsquashed)
by_hand -= (2 * (np.log(2) - unsquashed - F.softplus(-2 * unsquashed))).sum(-1)
print(torch.allclose(by_hand, squashed.log_prob(strokes), atol=1e-4))
print(
    free,
    squashed,
    Normal(0.0, 1.0),
    Normal(torch.zeros(2), 1.0),
    rower.strokes(boats[:1]).stddev,
    sep="\n",
)
middle = torch.tensor([0.1, -0.4], requires_grad=True)
through = TransformedDistribution(Normal(middle, 0.2), TanhTransform())
reached = through.rsample()
(reached.sum() + through.log_prob(reached).sum()).backward()
print(reached, middle.grad, through.sample().requires_grad, TanhTransform() == TanhTransform())
for squash in (squashed.transforms[0], TanhTransform().inv):
    print(squash, squash.bijective, squash.domain, squash.codomain)

# ---- A slow answer, shaken a little and held within the oars' reach. ----

answer = PULL * torch.tanh(torch.randn(5, 2))
shaken = answer + torch.clamp(torch.randn_like(answer) * 0.3, -0.2, 0.2)
print(torch.clamp(shaken, -PULL, PULL), (shaken.abs() > PULL).sum())
crept, drawn = torch.zeros(3), torch.tensor([1.0, -2.0, 4.0])
for _ in range(3):
    crept.lerp_(drawn, 1 - SLOWNESS)
print(crept, drawn * (1 - SLOWNESS**3))
