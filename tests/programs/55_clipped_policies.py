"""Kilns are kept at their heat: valves that switch and valves that turn learn by clipped ratios of probability."""

import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical, Independent, Normal, kl_divergence

torch.manual_seed(77)
chance = np.random.RandomState(77)
HOURS, KILNS, LEAK = 8, 6, 0.1


class Valve(nn.Module):
    """What both valves share: a body that reads heat and trend, a judge of how good it looks."""

    def __init__(self, outlets):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 10), nn.Tanh())
        self.turn = nn.Linear(10, outlets)
        self.judge = nn.Sequential(nn.Linear(2, 10), nn.ELU(), nn.Linear(10, 1), nn.Flatten(0))
        nn.init.orthogonal_(self.turn.weight, gain=0.1)
        nn.init.constant_(self.turn.bias, 0.0)

    def forward(self, read):
        return self.choices(self.turn(self.body(read))), self.judge(read)


class Switch(Valve):
    """Vent, hold or fire."""

    def __init__(self):
        super().__init__(3)

    def choices(self, turned):
        return Categorical(logits=turned)

    def heat(self, chosen):
        return 0.4 * (chosen.numpy() - 1)


class Dial(Valve):
    """Any amount of fire; how surely it is turned does not depend on what is read."""

    def __init__(self):
        super().__init__(1)
        self.unsure = nn.Parameter(torch.as_tensor(np.log(np.full(1, 0.6, dtype=np.float32))))

    def choices(self, turned):
        return Independent(Normal(turned, self.unsure.exp()), 1)

    def heat(self, chosen):
        return np.clip(chosen.numpy().ravel(), -0.5, 0.5)


def burnt(valve):
    """A shift of all kilns at once, hour by hour: tables of hours by kilns."""
    heat = chance.uniform(-1.0, 1.0, KILNS).astype(np.float32)
    trend = np.zeros_like(heat)
    diary = {"read": [], "chosen": [], "logp": [], "worth": [], "paid": []}
    for _ in range(HOURS):
        read = torch.as_tensor(np.stack([heat, trend], axis=1))
        with torch.no_grad():
            choices, worth = valve(read)
            chosen = choices.sample()
            logp = choices.log_prob(chosen)
        before = heat
        heat = heat * (1 - LEAK) + valve.heat(chosen) + chance.normal(0, 0.05, KILNS)
        heat = np.clip(heat, -1.5, 1.5).astype(np.float32)
        trend = heat - before
        for name, told in zip(diary, (read, chosen, logp, worth), strict=False):
            diary[name].append(told.numpy())
        diary["paid"].append(-np.square(heat))
    return {
        name: torch.as_tensor(np.array(told), dtype=torch.float32) for name, told in diary.items()
    }


def looked_back(paid, worth, patience=0.95, trust=0.9):
    """From the last hour to the first: how much better each choice was than was judged, and what it was worth."""
    ahead = torch.cat([worth[1:], torch.zeros_like(worth[:1])])
    surprise = paid + patience * ahead - worth
    better, running = torch.empty_like(paid), torch.zeros(KILNS)
    for hour in reversed(range(HOURS)):
        running = surprise[hour] + patience * trust * running
        better[hour] = running
    return better, better + worth


def clipped(valve, shift, better, room=0.2):
    """The loss of the choices; how far they have moved; how many were held back; how open they are."""
    choices, worth = valve(shift["read"].flatten(0, 1))
    moved = choices.log_prob(shift["chosen"].flatten(0, 1)) - shift["logp"].flatten()
    ratio = torch.exp(moved)
    gain = torch.min(ratio * better, torch.clamp(ratio, 1 - room, 1 + room) * better)
    held = torch.as_tensor(ratio.gt(1 + room) | ratio.lt(1 - room), dtype=torch.float32)
    return -gain.mean(), worth, -moved.mean().item(), held.mean().item(), choices.entropy().mean()


def learnt(valve, stepped, shift, rounds=8, farthest=0.03):
    """Steps on one shift, until the choices are too far from those that were made in it."""
    better, worth = looked_back(shift["paid"], shift["worth"])
    better = ((better - better.mean()) / better.std(correction=0)).flatten()
    for step in range(rounds):
        loss, judged, moved, held, open_ = clipped(valve, shift, better)
        if moved > farthest:
            print(f"  enough after {step}: moved {moved:.5f}")
            break
        misjudged = nn.functional.smooth_l1_loss(judged, worth.flatten())
        stepped.zero_grad(set_to_none=True)
        (loss + 0.5 * misjudged - 0.01 * open_).backward()
        length = nn.utils.clip_grad_norm_(valve.parameters(), 0.5)
        stepped.step()
    return (
        f"loss {loss.item():8.5f} judge {misjudged.item():7.4f} moved {moved:8.5f}"
        f" held {held:.3f} open {open_.item():.4f} length {length:.4f}"
    )


for Kind in (Switch, Dial):
    valve = Kind()
    print(valve, "with", sum(np.prod(leaf.shape) for leaf in valve.parameters()), "numbers")
    stepped = torch.optim.Adam(
        [
            {"params": valve.judge.parameters(), "lr": 2e-2},
            {"params": [leaf for name, leaf in valve.named_parameters() if "judge" not in name]},
        ],
        lr=1.5e-2,
        eps=1e-5,
    )
    slowing = torch.optim.lr_scheduler.LinearLR(stepped, 1.0, 0.2, total_iters=4)
    first = None
    for shift_number in range(4):
        shift = burnt(valve)
        first = shift if first is None else first
        told = learnt(valve, stepped, shift)
        slowing.step()
        print(f"shift {shift_number}: paid {shift['paid'].sum(0).mean():8.4f} {told}")
    paces = [f"{group['lr']:.4f}" for group in stepped.param_groups]
    print(paces, [f"{leaf.norm():.4f}" for leaf in valve.turn.parameters()])
    print({name: tuple(told.shape) for name, told in first.items()})
    with torch.no_grad():
        now, worth = valve(torch.tensor([[-1.0, 0.0], [0.0, 0.0], [1.0, 0.2]]))
        flat = valve.choices(torch.zeros(3, valve.turn.out_features))
    print(now, now.mean if isinstance(valve, Dial) else now.probs.argmax(-1))
    print(kl_divergence(now, flat), worth, now.batch_shape, now.event_shape)

# ---- Where the ratio is beyond its room and more would be better, nothing pulls any longer. ----

ratio = torch.tensor([0.5, 0.9, 1.1, 1.6, 0.5, 1.6], requires_grad=True)
better = torch.tensor([1.0, 1.0, 1.0, 1.0, -1.0, -1.0])
torch.min(ratio * better, ratio.clamp(0.8, 1.2) * better).sum().backward()
print(ratio.grad)
one, other = torch.ones(2, requires_grad=True), torch.tensor([1.0, 2.0], requires_grad=True)
torch.min(one, other).sum().backward()
print(one.grad, other.grad, "at a tie the pull is shared")
print(looked_back(torch.ones(HOURS, KILNS), torch.zeros(HOURS, KILNS), 0.5, 1.0)[0][:, 0])
try:
    Categorical(logits=torch.zeros(3)).log_prob(torch.tensor(3))
except ValueError as refusal:
    print(refusal)
try:
    Normal(torch.zeros(2), torch.tensor([1.0, -1.0]))
except ValueError as refusal:
    print(str(refusal).splitlines()[0])
