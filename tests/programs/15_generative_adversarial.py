"""Two networks against each other, each with its own optimizer and detach between them."""

import torch
from torch import nn

torch.manual_seed(14)
generator = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
discriminator = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1), nn.Sigmoid())
criterion = nn.BCELoss()
for_generator = torch.optim.Adam(generator.parameters(), lr=2e-3, betas=(0.5, 0.999))
for_discriminator = torch.optim.Adam(discriminator.parameters(), lr=2e-3, betas=(0.5, 0.999))

for step in range(20):
    real = torch.randn(16, 2) * 0.3 + torch.tensor([1.0, -1.0])
    fake = generator(torch.randn(16, 4))
    for_discriminator.zero_grad()
    loss_d = criterion(discriminator(real), torch.ones(16, 1))
    loss_d = loss_d + criterion(discriminator(fake.detach()), torch.zeros(16, 1))
    loss_d.backward()
    for_discriminator.step()

    for_generator.zero_grad()
    loss_g = criterion(discriminator(fake), torch.ones(16, 1))
    loss_g.backward()
    for_generator.step()
    if step % 4 == 0:
        print(
            f"[{step:2d}] D {loss_d.item():.4f} G {loss_g.item():.4f} mean {fake.mean(0).tolist()[0]:.4f}"
        )
