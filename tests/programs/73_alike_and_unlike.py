"""What is alike drawn together: pairs, triplets, angles, queues, decorrelated halves, and an attack on them."""

import torch, math
from torch import nn
import torch.nn.functional as F

torch.manual_seed(4)


class NTXent(nn.Module):
    def __init__(s, t=0.5):
        super().__init__()
        s.t = t

    def forward(s, a, b):
        n = len(a)
        z = F.normalize(torch.cat([a, b]), dim=1)
        sim = torch.mm(z, z.t()) / s.t
        sim.fill_diagonal_(float("-inf"))
        return F.cross_entropy(sim, torch.cat([torch.arange(n) + n, torch.arange(n)]))


class SupCon(nn.Module):
    def forward(s, z, y, t=0.1):
        sim = F.normalize(z) @ F.normalize(z).T / t
        sim = sim - sim.max(1, keepdim=True).values.detach()
        eye = torch.eye(len(z), dtype=torch.bool)
        lp = sim - torch.log((sim.exp() * ~eye).sum(1, keepdim=True))
        pos = (y[:, None] == y) & ~eye
        return -((lp * pos).sum(1) / pos.sum(1).clamp(min=1)).mean()


class Siamese(nn.Module):
    def __init__(s):
        super().__init__()
        s.f = nn.Sequential(nn.Linear(6, 12), nn.PReLU(), nn.Linear(12, 4))

    def forward(s, a, b):
        return s.f(a), s.f(b)


def contrastive(a, b, same, m=1.0):
    d = F.pairwise_distance(a, b)
    return torch.mean(same * d.pow(2) + (1 - same) * torch.clamp(m - d, min=0.0).pow(2))


y = torch.arange(24) % 3
X = torch.randn(24, 6) + F.one_hot(y, 6) * 2.0
net = Siamese()
o = torch.optim.Adam(net.parameters(), 0.01)
for it in range(4):
    p = torch.randperm(24)
    a, b = net(X, X[p])
    l = (
        contrastive(a, b, (y == y[p]).float())
        + 0.1 * NTXent()(a, net.f(X + 0.1 * torch.randn_like(X)))
        + 0.1 * SupCon()(a, y)
    )
    o.zero_grad()
    l.backward()
    o.step()
    print(
        f"{it} {l:.5f} {F.cosine_similarity(a, b).mean():.4f} prelu {net.f[1].weight.item():.4f}"
    )
z = net.f(X)
d = torch.cdist(z, z)
same = y[:, None] == y
hp = (d * same).max(1).values
hn = (d + 1e6 * same).min(1).values
print(
    F.relu(hp - hn + 0.3).mean(),
    F.margin_ranking_loss(hn, hp, torch.ones(24), margin=0.3),
    nn.TripletMarginLoss(margin=0.5, p=2, swap=True)(z[:8], z[8:16], z[16:]),
    F.triplet_margin_with_distance_loss(
        z[:8], z[8:16], z[16:], distance_function=lambda a, b: 1 - F.cosine_similarity(a, b)
    ),
    F.cosine_embedding_loss(z[:8], z[8:16], torch.tensor([1, -1] * 4), margin=0.1),
    F.hinge_embedding_loss(hp, torch.ones(24)),
    F.multi_margin_loss(z, y),
    F.multilabel_soft_margin_loss(z, F.one_hot(y, 4).float()),
    F.gaussian_nll_loss(hp, hn, torch.ones(24)),
    F.poisson_nll_loss(hp, hn),
    F.huber_loss(hp, hn, delta=0.5),
    F.soft_margin_loss(hp, torch.ones(24)),
)


class ArcFace(nn.Module):
    def __init__(s, d, c, sc=8.0, m=0.2):
        super().__init__()
        s.W = nn.Parameter(torch.empty(c, d))
        nn.init.xavier_normal_(s.W)
        s.sc, s.m = sc, m

    def forward(s, z, y):
        cos = F.linear(F.normalize(z), F.normalize(s.W)).clamp(-1 + 1e-7, 1 - 1e-7)
        th = torch.acos(cos)
        return s.sc * torch.where(F.one_hot(y, len(s.W)).bool(), torch.cos(th + s.m), cos)


arc = ArcFace(4, 3)
l = F.cross_entropy(arc(z, y), y)
l.backward()
print(l, arc.W.grad)


class MoCo:
    def __init__(s, q, k=16, d=4):
        s.queue, s.ptr = F.normalize(torch.randn(d, k), dim=0), 0
        s.q = q

    def loss(s, q, k):
        q, k = F.normalize(q), F.normalize(k)
        pos = torch.einsum("nc,nc->n", q, k).unsqueeze(-1)
        neg = torch.einsum("nc,ck->nk", q, s.queue.clone().detach())
        lg = torch.cat([pos, neg], 1) / 0.07
        n = len(k)
        s.queue[:, s.ptr : s.ptr + n] = k.T.detach()
        s.ptr = (s.ptr + n) % 16
        return F.cross_entropy(lg, torch.zeros(len(lg), dtype=torch.long))


mo = MoCo(net)
print([round(mo.loss(net.f(X[:8]), net.f(X[:8] + 0.1)).item(), 4) for _ in range(3)], mo.ptr)


def barlow(a, b, lam=5e-3):
    c = ((a - a.mean(0)) / a.std(0)).T @ ((b - b.mean(0)) / b.std(0)) / len(a)
    return (c.diagonal() - 1).pow(2).sum() + lam * (c - torch.diag(c.diag())).pow(2).sum()


def vicreg(a, b):
    v = lambda z: F.relu(1 - (z.var(0) + 1e-4).sqrt()).mean()
    cv = lambda z: torch.cov(z.T).fill_diagonal_(0).pow(2).sum() / z.shape[1]
    return F.mse_loss(a, b) + v(a) + v(b) + cv(a) + cv(b)


a, b = net(X, X + 0.1)
print(
    barlow(a, b),
    vicreg(a, b),
    torch.linalg.matrix_norm(a, "nuc"),
    -F.cosine_similarity(a, b.detach()).mean(),
)
proto = torch.stack([z[y == c][:4].mean(0) for c in range(3)])
acc = (torch.cdist(z, proto).argmin(1) == y).float().mean()
print(acc, torch.zeros(3, 4).index_add_(0, y, z.detach()) / y.bincount()[:, None])
adv = X[:4].clone().requires_grad_()
F.cross_entropy(arc(net.f(adv), y[:4]), y[:4]).backward()
fgsm = (adv + 0.1 * adv.grad.sign()).detach()
print((fgsm - adv).abs().max(), F.cross_entropy(arc(net.f(fgsm), y[:4]), y[:4]).item())
xa = X[:4].clone()
for _ in range(3):
    xa.requires_grad_(True)
    (g,) = torch.autograd.grad(F.cross_entropy(arc(net.f(xa), y[:4]), y[:4]), xa)
    xa = torch.clamp(xa.detach() + 0.04 * g.sign(), X[:4] - 0.1, X[:4] + 0.1)
print(xa[0])
