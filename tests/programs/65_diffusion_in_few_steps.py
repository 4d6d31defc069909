"""DDIM and DDPM on two rings: noise is learnt, then taken off in few steps and in all of them."""

import math, torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(7)
T = 20
betas = torch.linspace(1e-4, 0.2, T)
alphas = 1 - betas
ab = torch.cumprod(alphas, 0)
print(ab)


class TimeEmbedding(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.register_buffer("freqs", torch.exp(-math.log(1000) * torch.arange(d // 2) / (d // 2)))

    def forward(self, t):
        a = t[:, None].float() * self.freqs[None]
        return torch.cat([a.sin(), a.cos()], -1)


class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm = nn.GroupNorm(4, d)
        self.fc = nn.Linear(d, d)
        self.emb = nn.Linear(8, d)

    def forward(self, x, e):
        return x + self.fc(F.silu(self.norm(x) + self.emb(e)))


class Denoiser(nn.Module):
    def __init__(self, d=16):
        super().__init__()
        self.time = TimeEmbedding(8)
        self.inp = nn.Linear(2, d)
        self.blocks = nn.ModuleList([Block(d), Block(d)])
        self.out = nn.Linear(d, 2)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, t):
        e = self.time(t)
        h = self.inp(x)
        for b in self.blocks:
            h = b(h, e)
        return self.out(h)


ang = torch.rand(64) * 2 * math.pi
r = 1 + (torch.arange(64) % 2).float()
data = torch.stack([r * ang.cos(), r * ang.sin()], 1)
net = Denoiser()
ema = {k: v.clone() for k, v in net.state_dict().items()}
opt = torch.optim.Adam(net.parameters(), 5e-3)
for i in range(25):
    t = torch.randint(0, T, (64,))
    eps = torch.randn_like(data)
    xt = ab[t].sqrt()[:, None] * data + (1 - ab[t]).sqrt()[:, None] * eps
    loss = F.mse_loss(net(xt, t), eps)
    opt.zero_grad()
    loss.backward()
    opt.step()
    for k, v in net.state_dict().items():
        ema[k].mul_(0.9).add_(v, alpha=0.1)
    if i % 6 == 0:
        print(f"{i:2d} {loss.item():.4f}")
net.load_state_dict(ema)
net.eval()


@torch.no_grad()
def ddpm(n):
    x = torch.randn(n, 2)
    for t in reversed(range(T)):
        e = net(x, torch.full((n,), t))
        x = (x - betas[t] / (1 - ab[t]).sqrt() * e) / alphas[t].sqrt()
        if t:
            x = x + betas[t].sqrt() * torch.randn_like(x)
    return x


@torch.no_grad()
def ddim(n, steps=5):
    x = torch.randn(n, 2)
    ts = torch.linspace(T - 1, 0, steps).long()
    for i, t in enumerate(ts):
        e = net(x, t.repeat(n))
        x0 = (x - (1 - ab[t]).sqrt() * e) / ab[t].sqrt()
        a = ab[ts[i + 1]] if i + 1 < steps else torch.tensor(1.0)
        x = a.sqrt() * x0 + (1 - a).sqrt() * e
    return x


s = ddpm(8)
print(s.shape, f"{s.norm(dim=1).mean():.3f}")
print(ddim(3))
