"""A variational autoencoder with a warmed-up weight on its divergence, a Gaussian mixture of digits."""

import torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(10)
centres = torch.rand(4, 16).round()
y = torch.arange(64) % 4
x = (centres[y] * 0.8 + 0.1 + 0.05 * torch.randn(64, 16)).clamp(0, 1)


class BetaVAE(nn.Module):
    def __init__(self, d=16, h=24, z=3, beta=2.0):
        super().__init__()
        self.beta = beta
        self.enc = nn.Sequential(nn.Linear(d, h), nn.LayerNorm(h), nn.GELU())
        self.mu, self.logvar = nn.Linear(h, z), nn.Linear(h, z)
        self.dec = nn.Sequential(nn.Linear(z, h), nn.SiLU(), nn.Linear(h, d), nn.Sigmoid())

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        return mu + torch.randn_like(std) * std

    def forward(self, x):
        h = self.enc(x)
        mu, lv = self.mu(h), self.logvar(h)
        return self.dec(self.reparameterize(mu, lv)), mu, lv

    def loss(self, x, warm):
        r, mu, lv = self(x)
        bce = F.binary_cross_entropy(r, x, reduction="sum") / len(x)
        kld = -0.5 * torch.sum(1 + lv - mu.pow(2) - lv.exp()) / len(x)
        return bce + self.beta * warm * kld, bce, kld


vae = BetaVAE()
opt = torch.optim.Adam(vae.parameters(), lr=5e-3)
print(vae, sum(p.numel() for p in vae.parameters()))
for ep in range(6):
    for i in torch.randperm(64).split(16):
        opt.zero_grad()
        l, b, k = vae.loss(x[i], min(1.0, ep / 4))
        l.backward()
        opt.step()
    print(f"epoch {ep}: loss {l.item():.4f} bce {b.item():.4f} kld {k.item():.5f}")
vae.eval()
with torch.no_grad():
    mu, lv = vae.mu(vae.enc(x[:4])), vae.logvar(vae.enc(x[:4]))
    print(mu)
    print(torch.exp(0.5 * lv))
    a, b = mu[0], mu[1]
    print(torch.stack([vae.dec(torch.lerp(a, b, t)) for t in torch.linspace(0, 1, 3)])[:, :5])
