"""A drifting buoy sensor is calibrated without any module's help; then lazy layers name the sea it floats in."""

import inspect
from collections import defaultdict

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, RandomSampler, SequentialSampler, TensorDataset

torch.manual_seed(311)


def given():
    """What the calling function was called with, by name."""
    names, _, _, values = inspect.getargvalues(inspect.currentframe().f_back)
    return {name: values[name] for name in names if name != "self"}


# ---- The sensor: its reading is an unknown mix of salt and warmth, and some noise. ----


def voyage(gain, offset, days, jitter=0.05):
    """Days at sea: (salt, warmth) as the laboratory knows them, and the volts that the buoy sent."""
    logbook = given()
    water = torch.randn(days, len(gain))
    volts = torch.matmul(water, gain.reshape(-1, 1)) + offset + jitter * torch.randn(days, 1)
    return water, volts, logbook


true_gain, true_offset = torch.tensor([1.5, -0.8]), 0.6
water, volts, logbook = voyage(true_gain, true_offset, days=84)
print("logbook:", logbook)
print("first day:", water[0], volts[0])
weekly = DataLoader(TensorDataset(water[:70], volts[:70]), batch_size=7, shuffle=True)
unseen = DataLoader(TensorDataset(*(kept[70:] for kept in (water, volts))), batch_size=7)
for week in (next(iter(weekly)), next(iter(unseen))):
    print("a week:", *(part.shape for part in week), week[0][0])
print(len(weekly), len(unseen), len(unseen.dataset), type(weekly.sampler) is RandomSampler)
print(type(unseen.sampler) is SequentialSampler, unseen.drop_last, weekly.num_workers)


class Calibration(nn.Module):
    """The sensor's line; its leaves are plain tensors, so that no module finds them."""

    def __init__(self, inputs, spread):
        self.settings = given()
        super().__init__()
        self.gain = torch.normal(0, spread, (inputs, 1), requires_grad=True)
        self.offset = torch.zeros(1, requires_grad=True)
        self.misfits = defaultdict(list)


def predicted_volts(self, water):
    return torch.matmul(water, self.gain) + self.offset


def misfit(self, water, volts, keep_as):
    found = ((self(water) - volts) ** 2 / 2).mean()
    self.misfits[keep_as].append(found.item())
    return found


try:
    Calibration(2, 0.1)(water[:1])
except NotImplementedError as missing:
    print(missing)
for told_as, method in {"forward": predicted_volts, "misfit": misfit}.items():
    setattr(Calibration, told_as, method)


def shortened(leaves, limit):
    """Scale all gradients in place so that together they are no longer than the limit."""
    length = torch.sqrt(sum(torch.sum(leaf.grad**2) for leaf in leaves))
    if length > limit:
        for leaf in leaves:
            leaf.grad[:] *= limit / length
    return length.item()


def walk_downhill(leaves, pace):
    for leaf in leaves:
        leaf -= pace * leaf.grad
        leaf.grad.zero_()


buoy = Calibration(2, spread=0.02)
print(buoy, buoy.settings, list(buoy.parameters()), buoy.training)
for voyages in range(4):
    buoy.train()
    lengths = []
    for week in weekly:
        found = buoy.misfit(*week, keep_as="fitted")
        with torch.no_grad():  # backward() needs no recording, nor does the step
            found.backward()
            lengths.append(shortened([buoy.gain, buoy.offset], limit=1.25))
            walk_downhill([buoy.gain, buoy.offset], pace=0.3)
    buoy.eval()
    with torch.no_grad():
        for week in unseen:
            buoy.misfit(*week, keep_as="unseen")
    recent = {kind: sum(seen[-2:]) / 2 for kind, seen in buoy.misfits.items()}
    print(voyages, {kind: f"{value:.6f}" for kind, value in recent.items()}, f"{max(lengths):.4f}")
print("gain is off by", true_gain - buoy.gain.reshape(true_gain.shape))
print("offset is off by", true_offset - buoy.offset)
print(buoy.gain.grad, buoy.gain.is_leaf, buoy.state_dict(), buoy.training)

# ---- Which sea is it?  Layers that learn their width from the first picture of the waves. ----

unborn = nn.LazyLinear(5)
print(
    unborn,
    type(unborn.weight).__name__,
    type(unborn.bias).__name__,
    unborn.has_uninitialized_params(),
)
for attempt in (
    lambda: unborn.weight.data.normal_(0, 0.1),
    lambda: unborn.bias.shape,
    lambda: sum(leaf.numel() for leaf in unborn.parameters()),
):
    try:
        print(attempt())
    except Exception as refusal:
        print(type(refusal).__name__, refusal)

SEAS = ("calm", "choppy", "swell")
sea = torch.arange(54).remainder(len(SEAS))
phase = torch.rand(54, 1, 1, 1) * 6
across = torch.linspace(0, 6, 6).reshape(1, 1, 1, 6) * (1 + sea.reshape(-1, 1, 1, 1))
waves = torch.sin(across + phase).expand(54, 1, 3, 6) + 0.2 * torch.randn(54, 1, 3, 6)


def sea_guesser(hidden, kinds):
    return nn.Sequential(nn.Flatten(), nn.LazyLinear(hidden), nn.ReLU(), nn.LazyLinear(kinds))


def start_evenly(part):
    if type(part) is nn.Linear:
        nn.init.xavier_uniform_(part.weight)
        nn.init.zeros_(part.bias)


guesser = sea_guesser(12, len(SEAS))
print(guesser)
passing = waves[:2]
for part in guesser:
    passing = part(passing)
    print(f"{type(part).__name__:>10} gives", tuple(passing.shape), passing.sum().shape)
print(guesser.apply(start_evenly))
print({name: tuple(leaf.shape) for name, leaf in guesser.named_parameters()})


def surprise(scores, truth, averaged=True):
    flat = scores.reshape((-1, scores.shape[-1]))
    return F.cross_entropy(flat, truth.reshape((-1,)), reduction="mean" if averaged else "none")


def hits(scores, truth):
    return (scores.argmax(axis=1).type(truth.dtype) == truth).type(torch.float32)


paces = torch.optim.SGD(guesser.parameters(), lr=0.4)
shown = DataLoader(TensorDataset(waves[:42], sea[:42]), 14, shuffle=True)
for lap in range(4):
    guesser.train()
    worst = 0.0
    for picture, truth in shown:
        paces.zero_grad()
        found = surprise(guesser(picture), truth)
        found.backward()
        worst = max(worst, shortened(list(guesser.parameters()), limit=1.0))
        paces.step()
    guesser.eval()
    with torch.no_grad():
        scores = guesser(waves)
    told = hits(scores, sea)
    print(f"{lap} {found.item():.5f} {worst:.4f} {told[:42].mean():.3f} {told[42:].mean():.3f}")
each = surprise(scores[-6:], sea[-6:], averaged=False)
print(each, each.mean() - surprise(scores[-6:], sea[-6:]) < 1e-6)
print(scores[[0, 1, 2], sea[:3]], scores[torch.tensor([3, 4]), [0, 2]])
print([SEAS[kind] for kind in scores[-3:].argmax(axis=1)], bool(hits(scores, sea).all()))
