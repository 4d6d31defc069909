"""A convolutional autoencoder with transposed convolutions and a smooth loss."""

import torch
from torch import nn

torch.manual_seed(12)
grid = torch.stack(
    torch.meshgrid(torch.linspace(-1, 1, 8), torch.linspace(-1, 1, 8), indexing="ij")
)
centres = torch.rand(24, 2, 1, 1) * 1.2 - 0.6
images = torch.exp(-((grid - centres) ** 2).sum(1, keepdim=True) * 8)

encoder = nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.ELU(), nn.Flatten(), nn.Linear(64, 2))
decoder = nn.Sequential(
    nn.Linear(2, 64),
    nn.Unflatten(1, (4, 4, 4)),
    nn.SiLU(),
    nn.ConvTranspose2d(4, 1, 4, stride=2, padding=1),
    nn.Sigmoid(),
)
optimizer = torch.optim.Adamax([*encoder.parameters(), *decoder.parameters()], lr=0.01)
criterion = nn.SmoothL1Loss(beta=0.5)
for epoch in range(12):
    code = encoder(images)
    loss = criterion(decoder(code), images)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 3 == 0:
        print(
            f"epoch {epoch:2d} loss {loss.item():.6f} code spread {code.std(0).mean().item():.4f}"
        )
print(decoder)
