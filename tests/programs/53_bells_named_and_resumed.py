"""Bells are told by their ring: a data set with two transforms, sampling, workers; training stopped, saved and resumed."""

import copy
import io
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, WeightedRandomSampler

TOWERS = ("harbour", "market", "school", "abbey")
where = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else "cpu"
torch.manual_seed(864)


class Rings(Dataset):
    """Each ring is a decaying tone of 24 samples; the towers differ in pitch, and the abbey rings rarely."""

    def __init__(self, count, hear=None, call=None):
        self.tower = torch.multinomial(torch.tensor([4.0, 3.0, 2.0, 1.0]), count, replacement=True)
        pitch = (0.35 + 0.4 * self.tower + 0.05 * torch.randn(count)).unsqueeze(1)
        moments = torch.arange(24.0)
        self.sound = torch.exp(-moments / 12) * torch.cos(pitch * moments)
        self.sound += 0.1 * torch.randn(count, 24)
        self.hear, self.call = hear, call

    def __len__(self):
        return self.tower.numel()

    def __getitem__(self, which):
        sound, tower = self.sound[which], int(self.tower[which])
        return (
            self.hear(sound) if self.hear else sound,
            self.call(tower) if self.call else tower,
        )


def loud(sound):
    return sound / sound.abs().max()


def flagged(tower):
    return torch.zeros(len(TOWERS), dtype=torch.float).scatter_(0, torch.tensor(tower), value=1)


few = Rings(3, call=flagged)
print([flag.tolist() for _, flag in (few[which] for which in range(len(few)))], few[0][0][:4])
rung, unheard = Rings(72, hear=loud), Rings(40, hear=loud)
often = torch.bincount(rung.tower, minlength=len(TOWERS))
evened = WeightedRandomSampler(
    (1 / often)[rung.tower], 72, generator=torch.Generator().manual_seed(5)
)
fair = torch.bincount(rung.tower[list(evened)], minlength=4)
print(often, fair, len(evened))

evenly = DataLoader(rung, batch_size=12, sampler=evened)
shuffled = DataLoader(rung, 20, shuffle=True, drop_last=True)
checked = DataLoader(unheard, batch_size=16)
helped = DataLoader(unheard, batch_size=16, num_workers=2)
for loader in (evenly, shuffled, checked):
    sounds, towers = next(iter(loader))
    print(len(loader), sounds.shape, towers.shape, towers.dtype, towers[:6].tolist())
for alone, together in zip(checked, helped, strict=True):
    print(len(alone[1]), all(map(torch.equal, alone, together)), end="; ")
print(helped.num_workers)
try:
    DataLoader(rung, sampler=evened, shuffle=True)
except ValueError as refusal:
    print(refusal)


class Ear(nn.Module):
    """Scores of the towers, from the sound and its strength at each eighth of its length."""

    def __init__(self, width):
        super().__init__()
        self.hears = nn.Sequential(nn.Unflatten(1, (1, 24)), nn.Conv1d(1, width, 5), nn.ReLU())
        self.tells = nn.Sequential(
            nn.MaxPool1d(4), nn.Flatten(), nn.Linear(5 * width, len(TOWERS))
        )
        self.register_buffer("heard", torch.zeros((), dtype=torch.long))

    def forward(self, sound):
        if self.training:
            self.heard += len(sound)
        return self.tells(self.hears(sound))


ear = Ear(4).to(where)
print(ear)
for name, weight in ear.named_parameters():
    print(f"{name:>15} {tuple(weight.size())!s:>9} {weight.flatten()[:3]}")


def attend(ear, loader, stepped=None):
    """One pass over a loader: with an optimizer it learns, without one it only judges."""
    ear.train(stepped is not None)
    surprise, right, heard = 0.0, 0, 0
    with torch.set_grad_enabled(ear.training):
        for sounds, towers in loader:
            sounds, towers = sounds.to(where), towers.to(where)
            scores = ear(sounds)
            loss = nn.functional.cross_entropy(scores, towers, label_smoothing=0.05)
            if stepped is not None:
                stepped.zero_grad()
                loss.backward()
                stepped.step()
            heard += len(towers)
            surprise += loss.item() * len(towers)
            right += (scores.argmax(1) == towers).type(torch.float).sum().item()
    return surprise / heard, 100 * right / heard


def study(ear, stepped, slowing, days):
    for day in days:
        torch.manual_seed(day)
        learnt, judged = attend(ear, evenly, stepped), attend(ear, checked)
        print(
            f"day {day}: {learnt[0]:>8.5f} {learnt[1]:>5.1f}%  {judged[0]:>8.5f} {judged[1]:>5.1f}%"
        )
        slowing.step()


def tools(ear):
    stepped = torch.optim.SGD(ear.parameters(), lr=0.12, momentum=0.8, nesterov=True)
    return stepped, torch.optim.lr_scheduler.StepLR(stepped, step_size=2, gamma=0.5)


stepped, slowing = tools(ear)
study(ear, stepped, slowing, range(3))
noted = evened.generator.get_state()

# ---- Night: everything is put away; the next morning goes on as if nothing had happened. ----

with tempfile.TemporaryDirectory() as cupboard:
    drawer = Path(cupboard) / "evening.pt"
    torch.save(
        {
            "day": 3,
            "ear": ear.state_dict(),
            "steps": stepped.state_dict(),
            "pace": slowing.state_dict(),
            "draws": noted,
        },
        drawer,
    )
    evening = torch.load(drawer, weights_only=True)
    torch.save(ear.state_dict(), Path(cupboard) / "ear.pt")
    alone = torch.load(Path(cupboard) / "ear.pt", weights_only=True)
print(list(evening), {name: tuple(kept.shape) for name, kept in alone.items()})
print(evening["steps"]["param_groups"], sorted(evening["steps"]["state"]))
print({name: evening["pace"][name] for name in ("step_size", "gamma", "last_epoch", "_last_lr")})
study(ear, stepped, slowing, range(3, 5))

morning = Ear(4)
print(morning.load_state_dict(evening["ear"]))
again, slowing_again = tools(morning)
again.load_state_dict(evening["steps"])
slowing_again.load_state_dict(evening["pace"])
evened.generator.set_state(evening["draws"])
study(morning, again, slowing_again, range(evening["day"], 5))
same = map(torch.equal, ear.state_dict().values(), morning.state_dict().values())
print("as if nothing had happened:", all(same), morning.heard, again.param_groups[0]["lr"])

morning.eval()
with torch.no_grad():
    for which in (0, 7, 19):
        sound, tower = unheard[which]
        odds = morning(sound.unsqueeze(0)).softmax(1)[0]
        print(f'said "{TOWERS[odds.argmax(0)]}" ({odds.max():.4f}), was "{TOWERS[tower]}"')

# ---- What does not fit is told. ----

narrow = Ear(2)
try:
    narrow.load_state_dict(ear.state_dict())
except RuntimeError as refusal:
    print(refusal)
try:
    narrow.tells.load_state_dict({"2.weight": torch.zeros(4, 10), "2.wait": torch.zeros(1)})
except RuntimeError as refusal:
    print(refusal)
print(narrow.load_state_dict({"heard": torch.tensor(7), "seen": torch.ones(2)}, strict=False))
kept = copy.deepcopy(narrow)
kept.heard += 1
print(narrow.heard, kept.heard)
held = io.BytesIO()
torch.save(unheard.sound[:1, :3], held)
held.seek(0)
print(torch.equal(torch.load(held), unheard.sound[:1, :3]))
try:
    again.load_state_dict(torch.optim.SGD(narrow.tells.parameters(), 0.1).state_dict())
except ValueError as refusal:
    print(refusal)
