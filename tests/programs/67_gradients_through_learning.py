"""Meta-learning by second derivatives, implicit gradients of a fixed point, and a network that makes a network."""

import torch, torch.nn as nn, torch.nn.functional as F
from torch.func import functional_call

torch.manual_seed(5)
net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
meta = torch.optim.Adam(net.parameters(), 1e-2)


def task():
    a, p = torch.rand(1) * 4 + 0.1, torch.rand(1) * 3
    return lambda x: a * torch.sin(x + p)


for it in range(5):
    total = 0.0
    meta.zero_grad()
    for _ in range(3):
        f = task()
        xs, xq = torch.rand(8, 1) * 6 - 3, torch.rand(8, 1) * 6 - 3
        fast = dict(net.named_parameters())
        for _ in range(2):
            l = F.mse_loss(functional_call(net, fast, (xs,)), f(xs))
            g = torch.autograd.grad(l, fast.values(), create_graph=True)
            fast = {k: v - 0.05 * gi for (k, v), gi in zip(fast.items(), g)}
        q = F.mse_loss(functional_call(net, fast, (xq,)), f(xq)) / 3
        q.backward()
        total += q.item()
    meta.step()
    print(f"meta {it} {total:.4f}", [f"{p.grad.norm():.4f}" for p in net.parameters()])


class FixedPoint(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.W = nn.Linear(d, d, bias=False)
        self.U = nn.Linear(d, d)
        self.W.weight.data.mul_(0.5)
        self.steps = 0

    def f(self, z, x):
        return torch.tanh(self.W(z) + self.U(x))

    def forward(self, x):
        with torch.no_grad():
            z = torch.zeros_like(x)
            for self.steps in range(50):
                n = self.f(z, x)
                if (n - z).norm() < 1e-4:
                    break
                z = n
        z = self.f(z, x)
        z0 = z.clone().detach().requires_grad_()
        f0 = self.f(z0, x)

        def solve(grad):
            g = grad
            for _ in range(30):
                g = torch.autograd.grad(f0, z0, g, retain_graph=True)[0] + grad
            return g

        if z.requires_grad:
            z.register_hook(solve)
        return z


deq = FixedPoint(4)
x, t = torch.randn(6, 4), torch.randn(6, 4).tanh() * 0.5
opt = torch.optim.SGD(deq.parameters(), 0.3)
for i in range(5):
    loss = F.mse_loss(deq(x), t)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"deq {i} {loss.item():.4f} after {deq.steps}")


class Hyper(nn.Module):
    def __init__(self, z=3):
        super().__init__()
        self.body = nn.Linear(z, 8)
        self.w, self.b = nn.Linear(8, 8), nn.Linear(8, 2)

    def forward(self, z, x):
        h = F.relu(self.body(z))
        return torch.baddbmm(self.b(h)[:, None], x, self.w(h).view(-1, 4, 2))


hyp = Hyper()
z, xb, yb = torch.randn(3, 3), torch.randn(3, 5, 4), torch.randn(3, 5, 2)
opt = torch.optim.Adam(hyp.parameters(), 0.02)
for i in range(5):
    loss = (hyp(z, xb) - yb).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"hyper {i} {loss.item():.4f}")
