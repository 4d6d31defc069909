"""Narrow updates beside frozen layers, experts chosen, weights rounded and pruned, and a teacher's softened answers."""

import torch, math, copy
from torch import nn
import torch.nn.functional as F
import torch.nn.utils.prune as prune
import torch.nn.utils.parametrize as parametrize

torch.manual_seed(2)


class LoRA(nn.Module):
    def __init__(self, base: nn.Linear, r=2, alpha=4.0):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.A = nn.Parameter(torch.empty(r, base.in_features))
        self.B = nn.Parameter(torch.zeros(base.out_features, r))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        self.scale = alpha / r

    def forward(self, x):
        return self.base(x) + F.linear(F.linear(x, self.A), self.B) * self.scale

    def merge(self):
        self.base.weight.data += self.B @ self.A * self.scale
        return self.base

    def extra_repr(self):
        return f"r={self.A.shape[0]}, scale={self.scale}"


net = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
for n, m in list(net.named_children()):
    if isinstance(m, nn.Linear):
        setattr(net, n, LoRA(m))
print(net)
tr = sum(p.numel() for p in net.parameters() if p.requires_grad)
al = sum(p.numel() for p in net.parameters())
print(f"trainable params: {tr:,} || all params: {al:,} || trainable%: {100 * tr / al:.4f}")
x, y = torch.randn(16, 6), torch.randint(3, (16,))
o = torch.optim.AdamW(filter(lambda p: p.requires_grad, net.parameters()), 0.05)
for _ in range(4):
    l = F.cross_entropy(net(x), y)
    o.zero_grad()
    l.backward()
    o.step()
    print(f"{l.item():.4f}", end=" ")
before = net(x)
merged = nn.Sequential(net[0].merge(), nn.ReLU(), net[2].merge())
print(
    torch.allclose(before, merged(x), atol=1e-5),
    [n for n, p in net.named_parameters() if p.requires_grad],
)


class LoRAParam(nn.Module):
    def __init__(s, o, i):
        super().__init__()
        s.A, s.B = nn.Parameter(torch.randn(1, i)), nn.Parameter(torch.zeros(o, 1))

    def forward(s, W):
        return W + s.B @ s.A


lin = nn.Linear(3, 2)
parametrize.register_parametrization(lin, "weight", LoRAParam(2, 3))
print(
    lin,
    lin.weight.grad_fn,
    [n for n, _ in lin.named_parameters()],
    parametrize.is_parametrized(lin),
)
parametrize.remove_parametrizations(lin, "weight")
print(lin)


class MoE(nn.Module):
    def __init__(s, d, n, k):
        super().__init__()
        s.gate = nn.Linear(d, n, bias=False)
        s.experts = nn.ModuleList(
            nn.Sequential(nn.Linear(d, 2 * d), nn.GELU("tanh"), nn.Linear(2 * d, d))
            for _ in range(n)
        )
        s.k = k

    def forward(s, x):
        logits = s.gate(x)
        w, idx = logits.topk(s.k, -1)
        w = w.softmax(-1)
        out = torch.zeros_like(x)
        for e, ex in enumerate(s.experts):
            t, slot = torch.where(idx == e)
            if t.numel():
                out.index_add_(0, t, ex(x[t]) * w[t, slot, None])
        p = logits.softmax(-1).mean(0)
        f = F.one_hot(idx, len(s.experts)).float().sum((0, 1)) / idx.numel()
        s.aux = len(s.experts) * (p * f).sum()
        s.load = f
        return out


moe = MoE(6, 4, 2)
out = moe(x)
(out.pow(2).mean() + 0.01 * moe.aux).backward()
print(
    out[0],
    moe.load,
    moe.aux,
    moe.gate.weight.grad.norm(),
    [
        None if e[0].weight.grad is None else round(e[0].weight.grad.norm().item(), 4)
        for e in moe.experts
    ],
)


def quant(w, bits=8):
    s = w.abs().amax(1, keepdim=True) / (2 ** (bits - 1) - 1)
    q = torch.clamp(torch.round(w / s), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1).to(torch.int8)
    return q, s


q, s = quant(merged[0].weight.detach(), 4)
print(q[:2], s.squeeze(), (q * s - merged[0].weight).abs().max())


class STE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, g):
        return g


w = torch.randn(4, requires_grad=True)
STE.apply(w * 3).sum().backward()
print(w.grad, torch.fake_quantize_per_tensor_affine(w, 0.1, 0, -8, 7))
xq = torch.quantize_per_tensor(torch.tensor([0.1, 0.55]), 0.1, 0, torch.quint8) if False else None
m = copy.deepcopy(merged)
prune.l1_unstructured(m[0], "weight", amount=0.5)
prune.ln_structured(m[2], "weight", amount=1, n=2, dim=0)
print(
    m[0].weight_mask.sum(), m[2].weight, list(dict(m[0].named_buffers())), m[0]._forward_pre_hooks
)
prune.remove(m[0], "weight")
print(f"sparsity {100.0 * float(torch.sum(m[0].weight == 0)) / m[0].weight.nelement():.2f}%")
prune.global_unstructured(
    [(m[0], "weight"), (m[2], "weight")], pruning_method=prune.L1Unstructured, amount=0.3
)
print(prune.is_pruned(m), m[2].weight_mask.mean(1))
teacher, student = merged, nn.Linear(6, 3)
T = 2.0
o = torch.optim.SGD(student.parameters(), 0.5)
for _ in range(3):
    with torch.no_grad():
        tl = teacher(x)
    l = (
        F.kl_div(F.log_softmax(student(x) / T, 1), F.softmax(tl / T, 1), reduction="batchmean")
        * T
        * T
        * 0.7
        + F.cross_entropy(student(x), y) * 0.3
    )
    o.zero_grad()
    l.backward()
    o.step()
    print(round(l.item(), 5))
