"""Weather maps changed by less than an eye sees: one step by the sign of the slope, many steps, and a defence."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(2069)
WINDS = ("north", "east", "south", "west")

wind = torch.arange(36).remainder(4)
ramp = torch.linspace(0, 1, 10)
slopes = torch.stack([ramp.flip(0)[:, None] + 0 * ramp, ramp + 0 * ramp[:, None]])
slopes = torch.cat([slopes, slopes.flip(1, 2)])
maps = (0.5 * slopes[wind] + 0.5 * torch.rand(36, 10, 10)).unsqueeze(1)
print(maps.shape, maps.aminmax(), torch.bincount(wind))


class Forecast(nn.Module):
    """Says the wind of a map of pressure; the map is first brought to mean 0 and spread 1."""

    def __init__(self, mean, spread):
        super().__init__()
        self.register_buffer("mean", torch.tensor([mean]).view(1, -1, 1, 1))
        self.register_buffer("spread", torch.tensor([spread]).view(1, -1, 1, 1))
        self.fronts = nn.Conv2d(1, 5, 3)
        self.lows = nn.Conv2d(5, 6, 3, 2, bias=False)
        self.gaps, self.doubt = nn.Dropout(0.1), nn.Dropout(0.2)
        self.says = nn.Linear(6 * 3 * 3, len(WINDS))

    def evened(self, maps):
        return (maps - self.mean) / self.spread

    def as_measured(self, evened):
        return evened * self.spread + self.mean

    def forward(self, maps):
        fronts = self.gaps(F.celu(self.fronts(self.evened(maps))))
        lows = torch.flatten(F.relu(self.lows(fronts)), 1)
        return F.log_softmax(self.says(self.doubt(lows)), dim=1)


def taught(forecast, laps, shown=lambda forecast, maps, wind: maps):
    """Learn from maps as ``shown``, with steps that set their own length."""
    stepped = torch.optim.Adadelta(forecast.parameters(), lr=0.8, rho=0.85)
    slowing = torch.optim.lr_scheduler.StepLR(stepped, step_size=3, gamma=0.75)
    for lap in range(laps):
        forecast.train()
        for some in torch.randperm(len(maps)).split(9):
            seen = shown(forecast, maps[some], wind[some])
            stepped.zero_grad()
            loss = F.nll_loss(forecast(seen), wind[some])
            loss.backward()
            stepped.step()
        slowing.step()
        print(f"lap {lap}: {loss.item():.5f}, from now on {slowing.get_last_lr()[0]:.5f}")
    return forecast.eval()


def uphill(forecast, maps, wind):
    """The slope of the surprise by the maps; the weights' gradients are left as they are."""
    maps = maps.detach().clone()
    maps.requires_grad = True
    surprise = F.nll_loss(forecast(maps), wind, reduction="sum")
    return torch.autograd.grad(surprise, maps)[0]


def nudged(forecast, maps, wind, most):
    """One step, as far as allowed in every point."""
    return torch.clamp(maps + most * uphill(forecast, maps, wind).sign(), 0, 1)


def led(forecast, maps, wind, most, steps=5):
    """Many small steps, each brought back to where a change is allowed."""
    changed = maps.clone()
    for _ in range(steps):
        changed = changed + most / steps * 1.5 * uphill(forecast, changed, wind).sign()
        changed = torch.max(torch.min(changed, maps + most), maps - most).clamp_(0, 1)
    return changed


@torch.no_grad()
def right(forecast, maps):
    said = forecast(maps).max(1, keepdim=True)[1]
    return said.eq(wind.view_as(said)).squeeze(1)


plain = taught(Forecast(0.5, 0.2), laps=9)
print(plain, sorted(plain.state_dict()))
evened = plain.evened(maps)
print(f"{evened.mean():.4f} {evened.std():.4f}", torch.allclose(plain.as_measured(evened), maps))
at_first = right(plain, maps)
for most in (0.0, 0.02, 0.05, 0.1, 0.2):
    counts, moved = [], []
    for attack in (nudged, led):
        changed = attack(plain, maps, wind, most)
        counts.append(int(right(plain, changed).sum()))
        moved.append(f"{(changed - maps).abs().max():.3f}/{(changed - maps).norm():.4f}")
    print(f"by {most:.2f}: right {int(at_first.sum())} -> {counts}, moved {moved}")
print([weight.grad is not None for weight in plain.parameters()].count(True))

# ---- One map after another, as a person would look at them. ----

shown = 0
for number in at_first.nonzero().flatten().tolist():
    one = maps[number : number + 1].clone()
    one.requires_grad = True
    plain.zero_grad()
    F.nll_loss(plain(one), wind[number : number + 1]).backward()
    astray = torch.clamp(one + 0.1 * one.grad.data.sign(), 0, 1)
    sure, said = plain(astray).exp().max(1)
    if said.item() != wind[number].item() and shown < 3:
        shown += 1
        told = WINDS[wind[number]], WINDS[said]
        print(number, *told, f"{sure.item():.4f} {one.grad.abs().sum():.5f}", astray.requires_grad)

# ---- Who learns from maps that were led astray has gentler slopes. ----

hardened = taught(
    Forecast(0.5, 0.2), 9, lambda forecast, maps, wind: nudged(forecast, maps, wind, 0.05)
)
for name, forecast in (("plain", plain), ("hardened", hardened)):
    tried = [
        int(right(forecast, led(forecast, maps, wind, most)).sum()) for most in (0.0, 0.05, 0.1)
    ]
    steep = uphill(forecast, maps, wind).flatten(1).norm(dim=1)
    print(f"{name:>8}: right {tried}, slope {steep.mean():.5f}, steepest {steep.max():.5f}")
