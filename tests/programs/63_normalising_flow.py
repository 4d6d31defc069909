"""RealNVP: affine couplings with masks, exact likelihood, its inverse and its log-determinant by autograd."""

import math, torch, torch.nn as nn

torch.manual_seed(3)
n = 128
t = torch.rand(n) * math.pi
s = torch.randint(0, 2, (n,))
x = torch.stack(
    [torch.cos(t) * (1 - 2 * s) + s, torch.sin(t) * (1 - 2 * s) + 0.5 * s], 1
) + 0.05 * torch.randn(n, 2)


class Coupling(nn.Module):
    def __init__(self, mask, h=16):
        super().__init__()
        self.register_buffer("mask", mask)
        self.s = nn.Sequential(nn.Linear(2, h), nn.LeakyReLU(), nn.Linear(h, 2), nn.Tanh())
        self.t = nn.Sequential(nn.Linear(2, h), nn.LeakyReLU(), nn.Linear(h, 2))

    def forward(self, x):
        m = self.mask * x
        s, t = self.s(m) * (1 - self.mask), self.t(m) * (1 - self.mask)
        return m + (1 - self.mask) * (x * torch.exp(s) + t), s.sum(1)

    def inverse(self, y):
        m = self.mask * y
        s, t = self.s(m) * (1 - self.mask), self.t(m) * (1 - self.mask)
        return m + (1 - self.mask) * (y - t) * torch.exp(-s)


class RealNVP(nn.Module):
    def __init__(self, k=4):
        super().__init__()
        self.layers = nn.ModuleList(
            Coupling(torch.tensor([1.0, 0.0]) if i % 2 else torch.tensor([0.0, 1.0]))
            for i in range(k)
        )
        self.prior = torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2))

    def forward(self, x):
        ld = x.new_zeros(len(x))
        for l in self.layers:
            x, d = l(x)
            ld = ld + d
        return x, ld

    def log_prob(self, x):
        z, ld = self(x)
        return self.prior.log_prob(z) + ld

    def sample(self, n):
        z = self.prior.sample((n,))
        for l in reversed(self.layers):
            z = l.inverse(z)
        return z


flow = RealNVP()
opt = torch.optim.Adam(flow.parameters(), lr=1e-2)
for step in range(20):
    loss = -flow.log_prob(x).mean()
    opt.zero_grad()
    loss.backward()
    g = nn.utils.clip_grad_norm_(flow.parameters(), 5.0)
    opt.step()
    if step % 5 == 0:
        print(f"{step:3d} nll {loss.item():.4f} grad {g:.3f}")
with torch.no_grad():
    z, ld = flow(x[:3])
    y = z
    for l in reversed(flow.layers):
        y = l.inverse(y)
    print(torch.allclose(y, x[:3], atol=1e-5), ld)
J = torch.autograd.functional.jacobian(lambda v: flow(v[None])[0][0], x[0])
print(torch.linalg.slogdet(J)[1] - flow(x[:1])[1].item() < 1e-4)
print(sorted(flow.state_dict())[:4])
print(flow.sample(2).shape)
