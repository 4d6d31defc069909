"""The reparameterisation trick: a code drawn anew each step, and the KL term written out."""

import torch
import torch.nn.functional as F
from torch import nn


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(12, 16)
        self.mean, self.logvar = nn.Linear(16, 2), nn.Linear(16, 2)
        self.decode = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.1), nn.Linear(16, 12))

    def forward(self, x):
        h = F.leaky_relu(self.hidden(x), 0.1)
        mean, logvar = self.mean(h), self.logvar(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * logvar)
        return self.decode(z), mean, logvar


torch.manual_seed(13)
data = (torch.rand(40, 12) < torch.linspace(0.1, 0.9, 12)).float()
model = VAE()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(15):
    logits, mean, logvar = model(data)
    rebuilt = F.binary_cross_entropy_with_logits(logits, data, reduction="sum")
    divergence = -0.5 * torch.sum(1 + logvar - mean.pow(2) - logvar.exp())
    loss = (rebuilt + divergence) / len(data)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 3 == 0:
        print(f"{epoch:2d} loss {loss.item():.4f} kl {divergence.item():.4f}")
with torch.no_grad():
    print(torch.sigmoid(model.decode(torch.zeros(1, 2))))
