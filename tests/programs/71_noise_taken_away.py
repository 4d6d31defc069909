"""Noise added and taken away, energies lowered, slopes matched, paths straightened: five ways to learn a circle."""

import torch, math, copy
from torch import nn

torch.manual_seed(0)
T = 20
betas = torch.linspace(1e-4, 0.2, T)
alphas = 1 - betas
ab = torch.cumprod(alphas, 0)
ab_prev = torch.cat([torch.ones(1), ab[:-1]])
var = betas * (1 - ab_prev) / (1 - ab)


def extract(a, t, shape):
    return a.gather(-1, t).reshape(t.shape[0], *((1,) * (len(shape) - 1)))


def sinusoid(t, d=8):
    h = d // 2
    e = torch.exp(torch.arange(h) * -(math.log(10000) / (h - 1)))
    e = t[:, None] * e[None]
    return torch.cat((e.sin(), e.cos()), -1)


class Eps(nn.Module):
    def __init__(s):
        super().__init__()
        s.t = nn.Sequential(nn.Linear(8, 16), nn.SiLU(), nn.Linear(16, 16))
        s.i, s.m, s.o = nn.Linear(2, 16), nn.Linear(16, 16), nn.Linear(16, 2)
        s.gn = nn.GroupNorm(4, 16)

    def forward(s, x, t):
        h = s.i(x) + s.t(sinusoid(t))
        return s.o(nn.functional.silu(s.gn(s.m(nn.functional.silu(h)))) + h)


m = Eps()
ema = copy.deepcopy(m).requires_grad_(False)
o = torch.optim.AdamW(m.parameters(), 2e-3)
ang = torch.rand(128) * 6.28
data = torch.stack([ang.cos(), ang.sin()], 1)
for step in range(15):
    x = data[torch.randint(128, (32,))]
    t = torch.randint(0, T, (32,)).long()
    n = torch.randn_like(x)
    xt = extract(ab.sqrt(), t, x.shape) * x + extract((1 - ab).sqrt(), t, x.shape) * n
    l = nn.functional.mse_loss(m(xt, t), n)
    o.zero_grad()
    l.backward()
    o.step()
    with torch.no_grad():
        for e, p in zip(ema.parameters(), m.parameters()):
            e.lerp_(p, 0.1)
    if step % 5 == 4:
        print(step, round(l.item(), 5))


@torch.no_grad()
def sample(n):
    x = torch.randn(n, 2)
    for i in reversed(range(T)):
        t = torch.full((n,), i, dtype=torch.long)
        x = (x - extract(betas / (1 - ab).sqrt(), t, x.shape) * ema(x, t)) * extract(
            alphas.rsqrt(), t, x.shape
        )
        if i:
            x = x + extract(var.sqrt(), t, x.shape) * torch.randn_like(x)
    return x


print(sample(3), betas.dtype, ab[-1])
E = nn.Sequential(nn.Linear(2, 16), nn.Softplus(), nn.Linear(16, 1))
o = torch.optim.Adam(E.parameters(), 1e-2)
for it in range(4):
    z = torch.randn(32, 2).requires_grad_()
    for _ in range(5):
        (g,) = torch.autograd.grad(E(z).sum(), z)
        z = (z - 0.1 * g + 0.02 * torch.randn_like(z)).detach().requires_grad_()
    l = E(data[:32]).mean() - E(z.detach()).mean()
    o.zero_grad()
    l.backward()
    o.step()
    print(f"ebm {l:.5f}", end=" ")
S = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
o = torch.optim.Adam(S.parameters(), 1e-2)
for it in range(4):
    x = data[:16].clone().requires_grad_()
    s = S(x)
    tr = sum(torch.autograd.grad(s[:, i].sum(), x, create_graph=True)[0][:, i] for i in range(2))
    l = (tr + 0.5 * s.pow(2).sum(1)).mean()
    o.zero_grad()
    l.backward()
    o.step()
    print(f"sm {l:.5f}", end=" ")
for it in range(3):
    v = torch.randn(16, 2).sign()
    x = data[:16].clone().requires_grad_()
    s = S(x)
    (gv,) = torch.autograd.grad((s * v).sum(), x, create_graph=True)
    l = ((gv * v).sum(1) + 0.5 * (s * v).sum(1) ** 2).mean()
    o.zero_grad()
    l.backward()
    o.step()
    print(f"ssm {l:.5f}", end=" ")
for sg in (1.0, 0.5, 0.1):
    xn = data[:16] + sg * torch.randn(16, 2)
    l = ((S(xn) + (xn - data[:16]) / sg**2) ** 2).sum(1).mean() * sg**2
    print(f"dsm {l:.4f}", end=" ")
print()
fm = nn.Linear(3, 2)
o = torch.optim.SGD(fm.parameters(), 0.1)
for it in range(3):
    x0 = torch.randn(32, 2)
    x1 = data[:32]
    t = torch.rand(32, 1)
    xt = (1 - t) * x0 + t * x1
    l = (fm(torch.cat([xt, t], 1)) - (x1 - x0)).pow(2).mean()
    o.zero_grad()
    l.backward()
    o.step()
    print(f"fm {l:.5f}", end=" ")
rbm_W, rb, rc = torch.randn(6, 4) * 0.1, torch.zeros(6), torch.zeros(4)
v0 = torch.bernoulli(torch.full((16, 6), 0.5))
for it in range(3):
    h0 = torch.sigmoid(v0 @ rbm_W + rc)
    v1 = torch.bernoulli(torch.sigmoid(torch.bernoulli(h0) @ rbm_W.T + rb))
    h1 = torch.sigmoid(v1 @ rbm_W + rc)
    rbm_W += 0.1 * (v0.T @ h0 - v1.T @ h1) / 16
    print(f"rbm {(v0 - v1).pow(2).mean():.4f}", end=" ")
print(rbm_W[0])
