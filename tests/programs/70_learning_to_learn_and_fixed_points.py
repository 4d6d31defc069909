"""Steps taken through steps, a fixed point differentiated at its end, a field followed, a law obeyed, and soft ways to match and to sort."""

import torch, math
from torch import nn

torch.manual_seed(0)


def sine_task(n=10):
    a, p = torch.rand(1) * 4 + 0.1, torch.rand(1) * math.pi
    x = torch.rand(n, 1) * 10 - 5
    return x, a * torch.sin(x + p)


params = [
    torch.randn(1, 20).mul_(0.5),
    torch.zeros(20),
    torch.randn(20, 1).mul_(0.3),
    torch.zeros(1),
]
params = [p.requires_grad_() for p in params]


def fwd(x, w):
    return torch.tanh(x @ w[0] + w[1]) @ w[2] + w[3]


meta = torch.optim.Adam(params, 1e-2)
for it in range(6):
    meta.zero_grad()
    total = 0.0
    for _ in range(3):
        x, y = sine_task()
        fast = params
        for _ in range(2):
            g = torch.autograd.grad((fwd(x, fast) - y).pow(2).mean(), fast, create_graph=True)
            fast = [w - 0.05 * gg for w, gg in zip(fast, g)]
        total = (
            total
            + (fwd(*(sine_task()[:1]), fast) - 0).pow(2).mean() * 0
            + (fwd(x, fast) - y).pow(2).mean()
        )
    total.backward()
    meta.step()
    print(f"{it} {total / 3:.5f} {params[0].grad.norm():.4f}")


class FixedPoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, W, x):
        z = torch.zeros_like(x)
        for _ in range(60):
            z = torch.tanh(W @ z + x)
        ctx.save_for_backward(W, x, z)
        return z

    @staticmethod
    def backward(ctx, g):
        W, x, z = ctx.saved_tensors
        with torch.enable_grad():
            W, x, z = (t.detach().requires_grad_() for t in (W, x, z))
            f = torch.tanh(W @ z + x)
        J = torch.autograd.functional.jacobian(
            lambda v: torch.tanh(W.detach() @ v + x.detach()), z.detach()
        )
        u = torch.linalg.solve((torch.eye(len(z), dtype=z.dtype) - J).T, g)
        return torch.autograd.grad(f, (W, x), u)


W = (torch.randn(3, 3, dtype=torch.double) * 0.3).requires_grad_()
x = torch.randn(3, dtype=torch.double, requires_grad=True)
print(torch.autograd.gradcheck(FixedPoint.apply, (W, x), atol=1e-4), FixedPoint.apply(W, x))


def rk4(f, y, t, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


A = nn.Parameter(torch.tensor([[-0.1, 2.0], [-2.0, -0.1]]))
true = [torch.tensor([2.0, 0.0])]
for k in range(10):
    true.append(
        rk4(lambda t, y: y**3 @ A.detach().T * 0.1 + y @ A.detach().T * 0.2, true[-1], 0.0, 0.1)
    )
f = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
o = torch.optim.RMSprop(f.parameters(), 1e-2)
for i in range(4):
    y, out = true[0], []
    for k in range(10):
        y = rk4(lambda t, v: f(v**3), y, 0.0, 0.1)
        out.append(y)
    l = (torch.stack(out) - torch.stack(true[1:])).abs().mean()
    o.zero_grad()
    l.backward()
    o.step()
    print(i, f"{l:.6f}")


def pinn(net, x):
    u = net(x)
    (ux,) = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)
    (uxx,) = torch.autograd.grad(ux.sum(), x, create_graph=True)
    return uxx + math.pi**2 * torch.sin(math.pi * x)


net = nn.Sequential(nn.Linear(1, 12), nn.Tanh(), nn.Linear(12, 1))
xs = torch.linspace(0, 1, 11)[:, None].requires_grad_()
o = torch.optim.Adam(net.parameters(), 1e-2)
for i in range(5):
    l = pinn(net, xs).pow(2).mean() + net(torch.tensor([[0.0], [1.0]])).pow(2).sum()
    o.zero_grad()
    l.backward()
    o.step()
    print(i, f"{l.item():.4f}", end=" ")


def sinkhorn(C, eps=0.1, n=30):
    u, v = torch.zeros(C.shape[0]), torch.zeros(C.shape[1])
    a, b = -math.log(len(u)), -math.log(len(v))
    for _ in range(n):
        u = eps * (a - torch.logsumexp((v - C) / eps, 1))
        v = eps * (b - torch.logsumexp((u[:, None] - C) / eps, 0))
    return torch.exp((u[:, None] + v - C) / eps)


P = torch.randn(4, 2, requires_grad=True)
Q = torch.randn(5, 2)
C = torch.cdist(P, Q) ** 2
T = sinkhorn(C)
(T * C).sum().backward()
print(T.sum(0), P.grad)


def softdtw(x, y, g=0.5):
    D = (x[:, None] - y[None]) ** 2
    R = [[torch.tensor(float("inf"))] * (len(y) + 1) for _ in range(len(x) + 1)]
    R[0][0] = torch.tensor(0.0)
    for i in range(len(x)):
        for j in range(len(y)):
            R[i + 1][j + 1] = D[i, j] - g * torch.logsumexp(
                -torch.stack([R[i][j], R[i][j + 1], R[i + 1][j]]) / g, 0
            )
    return R[-1][-1]


s = torch.sin(torch.arange(6.0)).requires_grad_()
d = softdtw(s, torch.sin(torch.arange(5.0) + 0.5))
d.backward()
print(d, s.grad)


def soft_sort(v, tau=0.5):
    A = (v[:, None] - v[None]).abs().sum(1)
    n = len(v)
    k = n + 1 - 2 * torch.arange(1.0, n + 1)
    return torch.softmax((k[:, None] * v - A) / tau, -1)


v = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)
S = soft_sort(v) @ v
S[0].backward()
print(S, v.grad)
