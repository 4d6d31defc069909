"""A forger of glazed tiles and an expert who is to tell them from true ones, both of convolutions, turn against each other."""

import torch
from torch import nn

torch.manual_seed(1740)
torch.use_deterministic_algorithms(True)
print(torch.are_deterministic_algorithms_enabled())
bench = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
CLAY, SIDE, TRUE, FORGED = 6, 12, 1.0, 0.0


def fired(*layers):
    """Layers in a row; what the kiln does to each depends on its kind."""
    tile = nn.Sequential(*layers)
    for layer in tile:
        match type(layer).__name__:
            case "Conv2d" | "ConvTranspose2d":
                nn.init.normal_(layer.weight.data, 0.0, 0.08)
            case "BatchNorm2d":
                nn.init.normal_(layer.weight.data, mean=1.0, std=0.05)
                nn.init.constant_(layer.bias.data, 0)
    return tile.to(bench)


forger = fired(
    nn.ConvTranspose2d(CLAY, 8, 3, 1, 0, bias=False),
    nn.BatchNorm2d(8),
    nn.ReLU(True),
    nn.ConvTranspose2d(8, 4, kernel_size=4, stride=2, padding=1, bias=False),
    nn.BatchNorm2d(4),
    nn.ReLU(inplace=True),
    nn.ConvTranspose2d(4, 1, 3, stride=2, padding=1, output_padding=1),
    nn.Tanh(),
)
expert = fired(
    nn.Conv2d(1, 4, 4, 2, 1, bias=False),
    nn.LeakyReLU(0.1, inplace=True),
    nn.Conv2d(4, 6, 4, 2, 1, bias=False),
    nn.BatchNorm2d(6),
    nn.LeakyReLU(0.1, inplace=True),
    nn.Conv2d(6, 1, 3, bias=False),
    nn.Sigmoid(),
    nn.Flatten(0),
)
print(forger, expert, sep="\n")


def true_tiles(count):
    """Rings in the glaze, each around a middle of its own."""
    middles = torch.rand(count, 2, 1, 1) * 4 + 4
    down = torch.arange(float(SIDE)).reshape(1, SIDE, 1)
    along = torch.arange(float(SIDE)).reshape(1, 1, SIDE)
    away = torch.hypot(down - middles[:, 0], along - middles[:, 1])
    return torch.cos(away * 1.1).unsqueeze(1)


def clay(count):
    return torch.randn(count, CLAY, 1, 1, device=bench)


surprise = nn.BCELoss()
learning = {
    name: torch.optim.Adam(who.parameters(), lr=pace, betas=(0.5, 0.99))
    for name, who, pace in (("forger", forger, 4e-3), ("expert", expert, 2e-3))
}
kept_clay = clay(3)


def expertise(tiles, verdict):
    """The expert learns what some tiles are; how sure it was is handed back."""
    trust = expert(tiles)
    verdict = torch.full((tiles.size(0),), verdict, dtype=torch.float, device=bench)
    loss = surprise(trust, verdict)
    loss.backward()
    return loss.detach(), trust.mean().item()


for market in range(6):
    tiles, forged = true_tiles(8).to(bench), forger(clay(8))
    expert.zero_grad()
    told = [expertise(tiles, TRUE), expertise(forged.detach(), FORGED)]
    learning["expert"].step()
    forger.zero_grad()
    caught = expertise(forged, TRUE)  # also leaves gradients in the expert, cleared next time
    learning["forger"].step()
    print(
        "market %d: expert %.5f, forger %.5f, trust in true %.4f, in forged %.4f and then %.4f"
        % (market, sum(loss for loss, _ in told), caught[0], told[0][1], told[1][1], caught[1])
    )
    slopes = [leaf.grad.norm().item() for leaf in (*forger.parameters(), *expert.parameters())]
    print("   ", " ".join(f"{slope:.4f}" for slope in slopes))

forger.eval()
with torch.no_grad():
    shown = forger(kept_clay).detach().cpu()
print(shown.shape, shown.abs().max() <= 1, shown[0, 0, :2, :4])
print(forger[1].running_mean, forger[1].num_batches_tracked, expert[3].num_batches_tracked)
verdict = torch.full((3,), FORGED)
print(verdict.fill_(TRUE), surprise(torch.tensor([1.0, 0.0, 0.5]), verdict))
for wrong in (torch.ones(2), torch.ones(3, dtype=torch.float64) * 1.5):
    try:
        print(surprise(wrong.float(), verdict))
    except (RuntimeError, ValueError) as refusal:
        print(type(refusal).__name__, refusal)
torch.use_deterministic_algorithms(False)
