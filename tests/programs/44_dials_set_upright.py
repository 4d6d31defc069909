"""Dials are photographed askew: a network learns to set them upright before it reads them."""

import math

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(1212)
SIDE, HOURS = 16, 4


def dial(hour, tilt):
    """A dial with a short mark at its top and a long hand, tilted by an angle."""
    down, along = torch.meshgrid(*[torch.linspace(-1, 1, SIDE)] * 2, indexing="ij")

    def ray(angle, near, far):
        ahead = along * math.sin(angle) - down * math.cos(angle)
        aside = along * math.cos(angle) + down * math.sin(angle)
        return torch.exp(-((aside / 0.12) ** 2)) * ((ahead > near) & (ahead < far))

    return ray(tilt, 0.75, 1.0) + ray(tilt + 2 * math.pi * (hour + 0.5) / HOURS, 0.0, 0.6)


class Righted(nn.Module):
    """Guesses tilt, size and shift, and looks again through a grid laid accordingly."""

    def __init__(self):
        super().__init__()
        self.guess = nn.Sequential(
            nn.Conv2d(1, 4, kernel_size=5),
            nn.MaxPool2d(2, stride=2),
            nn.ReLU(True),
            nn.Flatten(),
            nn.Linear(4 * 6 * 6, 12),
            nn.Hardtanh(),
            nn.Linear(12, 4),
        )
        self.guess[-1].weight.data.zero_()
        self.guess[-1].bias.data.copy_(torch.tensor([0, 0, 0, 0], dtype=torch.float))

    def laid(self, photos):
        tilt, size, right, up = self.guess(photos).unbind(1)
        far = size.exp()
        turn = torch.stack(
            [far * tilt.cos(), -far * tilt.sin(), far * tilt.sin(), far * tilt.cos()]
        )
        return torch.cat([turn.T.view(-1, 2, 2), torch.stack([right, up], 1).unsqueeze(2)], dim=2)

    def forward(self, photos):
        grid = F.affine_grid(self.laid(photos), photos.size(), align_corners=False)
        return F.grid_sample(photos, grid, align_corners=False)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.righted = Righted()
        self.marks = nn.Conv2d(1, 6, 3, stride=2)
        self.forget = nn.Dropout2d(0.1)
        self.reads = nn.Linear(6 * 3 * 3, HOURS)

    def forward(self, photos):
        seen = F.max_pool2d(self.forget(self.marks(self.righted(photos))), 2).relu()
        seen = F.dropout(seen.flatten(1), 0.1, training=self.training)
        return F.log_softmax(self.reads(seen), dim=1)


hours = torch.arange(24) % HOURS
tilts = (torch.rand(24) - 0.5) * 1.6
photos = torch.stack([dial(*pair) for pair in zip(hours.tolist(), tilts.tolist())]).unsqueeze(1)
photos += 0.05 * torch.randn_like(photos)
reader = Reader()
print(reader)
print(torch.allclose(reader.righted(photos), photos, atol=1e-5), reader.righted.laid(photos)[0])
optimizer = torch.optim.SGD(
    [
        {"params": reader.righted.parameters(), "lr": 0.01},
        {"params": [*reader.marks.parameters(), *reader.reads.parameters()]},
    ],
    lr=0.08,
    momentum=0.6,
)
for lap in range(1, 9):
    reader.train()
    for some in torch.randperm(len(photos)).split(8):
        optimizer.zero_grad()
        loss = F.nll_loss(reader(photos[some]), hours[some])
        loss.backward()
        optimizer.step()
    reader.eval()
    with torch.no_grad():
        read = reader(photos).max(1, keepdim=True)[1]
        right = read.eq(hours.view_as(read)).sum().item()
    pull = reader.righted.guess[-1].bias.grad.norm()
    print(f"lap {lap}: {loss.item():.4f}, {right}/{len(photos)} read right, pull {pull:.5f}")

with torch.no_grad():
    print([f"{number:.3f}" for number in reader.righted.guess[-1].bias.tolist()])
    print(reader.righted.laid(photos[:2]), reader.righted(photos[:1])[0, 0, 7, 4:9])
    askew = torch.tensor([[0.6, -0.8, 0.2], [0.8, 0.6, -0.4]]).mul(1.2).expand(3, 2, 3)
    for corners in (False, True):
        grid = F.affine_grid(askew, (3, 1, 5, 7), align_corners=corners)
        print(grid.shape, grid[0, 0, 0], grid[0, -1, -1])
        for mode in ("bilinear", "nearest", "bicubic"):
            sums = [
                F.grid_sample(photos[:3], grid, mode, beyond, align_corners=corners).sum().item()
                for beyond in ("zeros", "border", "reflection")
            ]
            print(f"{mode:>9}", " ".join(f"{total:.3f}" for total in sums))

# ---- The grid is pulled too: which way to look for the picture to be brighter. ----

picture = torch.arange(16.0, dtype=torch.float64).reshape(1, 1, 4, 4).sqrt().requires_grad_()
places = torch.tensor([[[[-0.4, 0.3], [0.1, -0.6], [0.95, 1.2]]]], dtype=torch.float64)
places.requires_grad_()
F.grid_sample(picture, places, align_corners=False).sum().backward()
print(places.grad, picture.grad.sum(), picture.grad[0, 0, 3])
print(
    torch.autograd.gradcheck(
        lambda *both: F.grid_sample(*both, align_corners=True), (picture, places)
    )
)
for wrong in (torch.zeros(1, 2, 3), torch.zeros(2, 1, 3, 2, dtype=torch.float64)):
    try:
        F.grid_sample(picture, wrong, align_corners=False)
    except RuntimeError as refusal:
        print(refusal)
