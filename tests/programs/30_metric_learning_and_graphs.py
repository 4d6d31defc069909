"""Pairs, triplets and contrast; graph convolution and attention by index_add; factorised matrices."""

import torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(0)


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 4))

    def forward(self, a, b):
        return self.e(a), self.e(b)


class ContrastiveLoss(torch.nn.Module):
    def __init__(self, margin=2.0):
        super().__init__()
        self.margin = margin

    def forward(self, a, b, label):
        d = F.pairwise_distance(a, b, keepdim=True)
        return torch.mean(
            (1 - label) * torch.pow(d, 2)
            + label * torch.pow(torch.clamp(self.margin - d, min=0.0), 2)
        )


net = Siamese()
opt = torch.optim.RMSprop(net.parameters(), lr=1e-3, alpha=0.9)
c = ContrastiveLoss()
print(opt)
a, b, y = torch.randn(8, 6), torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
for _ in range(3):
    opt.zero_grad()
    l = c(*net(a, b), y)
    l.backward()
    opt.step()
    print(l)
tl = nn.TripletMarginLoss(margin=1.0, p=2)
print(
    tl,
    tl(a, b, a.flip(0)),
    F.triplet_margin_with_distance_loss(
        a, b, a.flip(0), distance_function=lambda x, y: 1 - F.cosine_similarity(x, y)
    ),
)
z = F.normalize(net.e(torch.cat([a, b])), dim=1)
sim = z @ z.t() / 0.5
sim.fill_diagonal_(-9e15) if False else None
mask = torch.eye(16, dtype=torch.bool)
s = sim.masked_fill(mask, float("-inf"))
pos = mask.roll(shifts=8, dims=0)
nll = -s[pos] + torch.logsumexp(s, dim=-1)
print(nll.mean())
nll.mean().backward()
comb = torch.cat([s[pos][:, None], s.masked_fill(pos, -9e15)], dim=-1)
print((comb.argsort(dim=-1, descending=True).argmin(dim=-1) == 0).float().mean())


class GCN(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.lin = nn.Linear(i, o, bias=False)
        self.bias = nn.Parameter(torch.empty(o))
        self.reset()

    def reset(self):
        self.lin.reset_parameters()
        self.bias.data.zero_()

    def forward(self, x, ei):
        n = x.size(0)
        loops = torch.arange(n).repeat(2, 1)
        ei = torch.cat([ei, loops], 1)
        row, col = ei
        deg = torch.zeros(n).scatter_add_(0, col, torch.ones(col.numel()))
        dis = deg.pow(-0.5)
        dis[dis == float("inf")] = 0
        norm = dis[row] * dis[col]
        x = self.lin(x)
        return torch.zeros_like(x).index_add_(0, col, norm.view(-1, 1) * x[row]) + self.bias


ei = torch.tensor([[0, 1, 1, 2, 3, 4], [1, 0, 2, 1, 4, 3]])
X = torch.eye(5)
g = GCN(5, 3)
o = g(X, ei)
print(o)
F.nll_loss(F.log_softmax(o, 1)[[0, 4]], torch.tensor([0, 1])).backward()
print(g.lin.weight.grad)
h = torch.randn(5, 4, requires_grad=True)
att = torch.randn(8, 1)
e = F.leaky_relu(torch.cat([h[ei[0]], h[ei[1]]], 1) @ att, 0.2).squeeze()
ex = (e - e.max()).exp()
den = torch.zeros(5).index_add(0, ei[1], ex)
alpha = ex / (den[ei[1]] + 1e-16)
out = torch.zeros(5, 4).index_add(0, ei[1], alpha[:, None] * h[ei[0]])
print(out.grad_fn)
out.sum().backward()
print(h.grad)
print(
    torch.zeros(5, 4).scatter_reduce(
        0, ei[1][:, None].expand(-1, 4), h[ei[0]].detach(), reduce="amax", include_self=False
    )
)
print(torch.zeros(5).index_reduce(0, ei[1], torch.arange(6.0), "mean", include_self=False))
A = (
    torch.sparse_coo_tensor(ei, torch.ones(6), (5, 5))
    if False
    else torch.zeros(5, 5).index_put_((ei[0], ei[1]), torch.tensor(1.0))
)
print(A, A.sum(1), torch.linalg.matrix_power(A, 3)[0])


class MF(nn.Module):
    def __init__(self, n, m, k):
        super().__init__()
        self.P = nn.Embedding(n, k)
        self.Q = nn.Embedding(m, k)
        self.ub = nn.Embedding(n, 1)
        self.ib = nn.Embedding(m, 1)

    def forward(self, u, i):
        return (
            (self.P(u) * self.Q(i)).sum(axis=1, keepdim=True) + self.ub(u) + self.ib(i)
        ).flatten()


m = MF(5, 6, 3)
u, i = torch.randint(5, (10,)), torch.randint(6, (10,))
opt = torch.optim.Adam(m.parameters(), lr=0.1, weight_decay=1e-5)
for _ in range(3):
    l = F.mse_loss(m(u, i), torch.ones(10))
    opt.zero_grad()
    l.backward()
    opt.step()
    print(f"{l:.4f}")
sm = nn.Embedding(6, 2, sparse=False, padding_idx=0, max_norm=1.0)
print(sm, sm(torch.tensor([0, 1])), sm.weight.norm(dim=1))
