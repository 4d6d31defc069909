"""Classical energies: a Hopfield memory, a restricted Boltzmann machine, score matching and Langevin steps."""

import torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(2)
patterns = torch.where(torch.rand(3, 16) > 0.5, 1.0, -1.0)
W = patterns.T @ patterns / 16
W.fill_diagonal_(0)
print(W[:3, :6])
s = patterns[0].clone()
s[:4] *= -1
for sweep in range(3):
    for i in torch.randperm(16):
        s[i] = torch.sign(W[i] @ s)
    print("energy", (-0.5 * s @ W @ s).item(), "overlap", (s @ patterns[0] / 16).item())
modern = lambda q: F.softmax(2.0 * q @ patterns.T, -1) @ patterns
print(modern(s + 0.3 * torch.randn(16)).sign().eq(patterns[0]).all())


class RBM(nn.Module):
    def __init__(self, v, h):
        super().__init__()
        self.W = nn.Parameter(torch.randn(h, v) * 0.1)
        self.v = nn.Parameter(torch.zeros(v))
        self.h = nn.Parameter(torch.zeros(h))

    def v_to_h(self, v):
        p = torch.sigmoid(F.linear(v, self.W, self.h))
        return p, torch.bernoulli(p)

    def h_to_v(self, h):
        p = torch.sigmoid(F.linear(h, self.W.t(), self.v))
        return p, torch.bernoulli(p)

    def forward(self, v, k=1):
        h = self.v_to_h(v)[1]
        for _ in range(k):
            pv, v2 = self.h_to_v(h)
            _, h = self.v_to_h(v2)
        return v2

    def free_energy(self, v):
        return (-F.softplus(F.linear(v, self.W, self.h)).sum(1) - v.mv(self.v)).mean()


data = (patterns[torch.arange(12) % 3] > 0).float()
rbm = RBM(16, 8)
opt = torch.optim.SGD(rbm.parameters(), 0.1)
for i in range(8):
    vk = rbm(data, 2).detach()
    loss = rbm.free_energy(data) - rbm.free_energy(vk)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if i % 2 == 1:
        print(f"rbm {i} {loss.item():.4f} recon {F.mse_loss(vk, data).item():.4f}")
score = nn.Sequential(nn.Linear(2, 16), nn.Softplus(), nn.Linear(16, 2))
opt = torch.optim.Adam(score.parameters(), 1e-2)
x = torch.randn(64, 2) * torch.tensor([1.0, 0.3]) + 1
for i in range(12):
    sig = 0.3
    n = torch.randn_like(x)
    loss = 0.5 * ((score(x + sig * n) + n / sig) ** 2).sum(1).mean() * sig**2
    opt.zero_grad()
    loss.backward()
    opt.step()
    if i % 4 == 3:
        print(f"score {i} {loss.item():.4f}")
p = torch.zeros(4, 2)
for _ in range(10):
    p = p + 0.05 * score(p).detach() + (0.1**0.5) * torch.randn_like(p)
print(p.shape, p.isfinite().all())
energy = nn.Sequential(nn.Linear(2, 16), nn.SiLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(energy.parameters(), 5e-3)
for i in range(4):
    neg = torch.randn(64, 2).requires_grad_()
    for _ in range(3):
        (g,) = torch.autograd.grad(energy(neg).sum(), neg)
        neg = (neg - 0.1 * g + 0.01 * torch.randn_like(g)).detach().requires_grad_()
    ep, en = energy(x), energy(neg.detach())
    loss = ep.mean() - en.mean() + 0.1 * (ep**2 + en**2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"ebm {i} {loss.item():.5f}")
