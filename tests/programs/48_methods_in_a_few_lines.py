"""Ensembles, adapters, quantisation, experts, capsules, Monte Carlo and schedules, each in a few lines."""

import torch, torch.nn as nn, torch.nn.functional as F
from torch.nn.utils import parametrize, prune, spectral_norm, weight_norm
from torch.nn.utils.parametrizations import orthogonal
from torch.func import functional_call, vmap, grad, stack_module_state, jacrev, hessian

torch.manual_seed(0)
# ensembles, per-sample gradients
models = [nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)) for _ in range(3)]
params, buffers = stack_module_state(models)
print({k: tuple(v.shape) for k, v in params.items()})
base = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
x, y = torch.randn(5, 3), torch.randint(0, 2, (5,))
print(
    vmap(lambda p, b, x: functional_call(base, (p, b), (x,)), in_dims=(0, 0, None))(
        params, buffers, x
    ).shape
)


def loss(p, xi, yi):
    return F.cross_entropy(functional_call(base, p, (xi.unsqueeze(0),)), yi.unsqueeze(0))


p = {k: v.detach() for k, v in base.named_parameters()}
g = vmap(grad(loss), in_dims=(None, 0, 0))(p, x, y)
for k, v in g.items():
    print(k, v.shape, v.flatten(1).norm(dim=1))
# EWC
fisher = {n: torch.zeros_like(q) for n, q in base.named_parameters()}
for xi, yi in zip(x, y):
    base.zero_grad()
    F.nll_loss(F.log_softmax(base(xi[None]), 1), yi[None]).backward()
    for n, q in base.named_parameters():
        fisher[n] += q.grad.data**2 / len(x)
print({n: f"{f.sum():.5f}" for n, f in fisher.items()})


# LoRA
class LoRA(nn.Module):
    def __init__(self, lin, r=2, alpha=4):
        super().__init__()
        self.lin = lin
        self.lin.requires_grad_(False)
        self.A = nn.Parameter(torch.randn(r, lin.in_features) * 0.01)
        self.B = nn.Parameter(torch.zeros(lin.out_features, r))
        self.scaling = alpha / r

    def forward(self, x):
        return self.lin(x) + (x @ self.A.T @ self.B.T) * self.scaling

    def extra_repr(self):
        return f"r={self.A.shape[0]}, scaling={self.scaling}"


l = LoRA(nn.Linear(3, 4))
print(l, [n for n, q in l.named_parameters() if q.requires_grad])


# quantisation-aware straight-through
class STE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, s):
        ctx.save_for_backward(x)
        return (x / s).round().clamp(-8, 7) * s

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * (x.abs() < 0.8), None


w = torch.linspace(-1, 1, 5, requires_grad=True)
q = STE.apply(w, 0.1)
q.sum().backward()
print(q, w.grad)
# constrained weights
s = spectral_norm(nn.Linear(3, 3))
print(s, [n for n, _ in s.named_parameters()], [n for n, _ in s.named_buffers()])
s(x)
print(s.weight.norm())
o = orthogonal(nn.Linear(3, 3))
print(torch.allclose(o.weight @ o.weight.T, torch.eye(3), atol=1e-5), o)
wn = weight_norm(nn.Linear(2, 3), name="weight")
print([n for n, _ in wn.named_parameters()])
# MoE with topk and index_add
gate, experts = nn.Linear(3, 4), nn.ModuleList(nn.Linear(3, 3) for _ in range(4))
wts, idx = gate(x).softmax(-1).topk(2)
wts = wts / wts.sum(-1, keepdim=True)
out = torch.zeros_like(x)
for i, e in enumerate(experts):
    b, n = torch.where(idx == i)
    if b.numel():
        out = out.index_add(0, b, wts[b, n, None] * e(x[b]))
out.sum().backward()
print(out[0], gate.weight.grad.norm(), out.grad_fn.name())
print(torch.bincount(idx.flatten(), minlength=4))
# capsule squash, routing
u = torch.randn(2, 6, 3, 4)
bij = torch.zeros(2, 6, 3, 1)
for r in range(3):
    c = bij.softmax(2)
    sj = (c * u).sum(1, keepdim=True)
    n2 = sj.pow(2).sum(-1, keepdim=True)
    v = n2 / (1 + n2) * sj / n2.sqrt()
    bij = bij + (u * v).sum(-1, keepdim=True)
print(v.squeeze(1).norm(dim=-1))


# HMC
def U(z):
    return 0.5 * (z**2).sum() + 0.1 * (z**4).sum()


z, acc = torch.zeros(2), 0
for t in range(20):
    z0, pm = z.clone(), torch.randn(2)
    h0 = U(z) + 0.5 * pm @ pm
    for _ in range(5):
        zz = z.detach().requires_grad_()
        (gr,) = torch.autograd.grad(U(zz), zz)
        pm = pm - 0.05 * gr
        z = z + 0.1 * pm
        zz = z.detach().requires_grad_()
        (gr,) = torch.autograd.grad(U(zz), zz)
        pm = pm - 0.05 * gr
    if torch.rand(()) < (h0 - U(z) - 0.5 * pm @ pm).exp():
        acc += 1
    else:
        z = z0
print(acc, z)
# Laplace / HVP / influence
th = torch.randn(3, dtype=torch.double)
H = hessian(lambda t: (torch.sigmoid(x.double() @ t)).log().sum())(th)
print(H, torch.linalg.eigvalsh(H) < 0)
print(torch.autograd.functional.hvp(lambda t: (t**3).sum(), th, torch.ones(3, dtype=torch.double)))
# SimCLR nt-xent
a, b = F.normalize(torch.randn(4, 3)), F.normalize(torch.randn(4, 3))
zc = torch.cat([a, b])
sim = zc @ zc.T / 0.5
sim.fill_diagonal_(float("-inf"))
print(F.cross_entropy(sim, torch.cat([torch.arange(4, 8), torch.arange(4)])))
# schedulers
m = nn.Linear(2, 1)
opt = torch.optim.SGD(
    [{"params": [m.weight]}, {"params": [m.bias], "lr": 0.5, "name": "b"}], lr=0.1, momentum=0.9
)
sch = torch.optim.lr_scheduler.SequentialLR(
    opt,
    [
        torch.optim.lr_scheduler.LinearLR(opt, 0.1, total_iters=2),
        torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(opt, 3),
    ],
    [2],
)
for _ in range(6):
    opt.step()
    sch.step()
    print([f"{v:.5f}" for v in sch.get_last_lr()], end=" ")
print(opt, sch.state_dict().keys())
prune.l1_unstructured(base[0], "weight", 0.5)
print(base[0].weight_mask.sum(), list(dict(base[0].named_buffers())), prune.is_pruned(base))
print(
    F.ctc_loss(
        torch.randn(6, 2, 4).log_softmax(-1), torch.tensor([[1, 2], [3, 3]]), (6, 6), (2, 2)
    )
)
print(
    F.pad(torch.arange(4.0).view(1, 1, 4), (1, 2), mode="circular"),
    f"{x.mean():+.3e} {y[0]:>4d} {x[0, 0].item():08.3f}",
)
try:
    f"{x:.2f}"
except TypeError as e:
    print(e)
print(
    torch.utils.data.default_collate([{"a": torch.ones(1)}, {"a": torch.zeros(1)}]),
    sum(q.numel() for q in base.parameters() if q.requires_grad),
)
