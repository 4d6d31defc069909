"""A graph of two triangles, whose vertices ask their neighbours: four kinds of layers, ranks and spectra."""

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
edges = (
    torch.tensor(
        [
            [0, 1],
            [1, 2],
            [2, 0],
            [2, 3],
            [3, 4],
            [4, 5],
            [5, 3],
            [1, 0],
            [2, 1],
            [0, 2],
            [3, 2],
            [4, 3],
            [5, 4],
            [3, 5],
        ]
    )
    .t()
    .contiguous()
)
N = 6
X = torch.eye(N)
y = torch.tensor([0, 0, 0, 1, 1, 1])
train = torch.tensor([0, 5])


class GCN(nn.Module):
    def __init__(s, i, o):
        super().__init__()
        s.lin = nn.Linear(i, o, bias=False)
        s.bias = nn.Parameter(torch.zeros(o))

    def forward(s, x, ei):
        loops = torch.arange(x.size(0)).expand(2, -1)
        ei = torch.cat([ei, loops], 1)
        src, dst = ei
        deg = torch.zeros(x.size(0)).scatter_add_(0, dst, torch.ones(dst.numel()))
        norm = deg.pow(-0.5)[src] * deg.pow(-0.5)[dst]
        return (
            torch.zeros(x.size(0), s.bias.numel()).index_add(0, dst, norm[:, None] * s.lin(x)[src])
            + s.bias
        )


class GAT(nn.Module):
    def __init__(s, i, o, h):
        super().__init__()
        s.W = nn.Linear(i, o * h, bias=False)
        s.a = nn.Parameter(torch.randn(2, h, o) * 0.1)
        s.h, s.o = h, o

    def forward(s, x, ei):
        z = s.W(x).view(-1, s.h, s.o)
        src, dst = ei
        e = F.leaky_relu((z * s.a[0]).sum(-1)[src] + (z * s.a[1]).sum(-1)[dst], 0.2)
        m = torch.full((x.size(0), s.h), float("-inf")).scatter_reduce(
            0, dst[:, None].expand_as(e), e.detach(), "amax"
        )
        ex = (e - m[dst]).exp()
        den = torch.zeros(x.size(0), s.h).index_add(0, dst, ex)
        s.alpha = ex / den[dst]
        return torch.zeros_like(z).index_add(0, dst, s.alpha[..., None] * z[src]).flatten(1)


class GIN(nn.Module):
    def __init__(s, i, o):
        super().__init__()
        s.eps = nn.Parameter(torch.zeros(()))
        s.mlp = nn.Sequential(nn.Linear(i, o), nn.ReLU(), nn.Linear(o, o))

    def forward(s, x, ei):
        return s.mlp(
            (1 + s.eps) * x
            + torch.zeros_like(x).scatter_reduce(
                0, ei[1][:, None].expand(-1, x.size(1)), x[ei[0]], reduce="sum"
            )
        )


class SAGE(nn.Module):
    def __init__(s, i, o):
        super().__init__()
        s.l, s.r = nn.Linear(i, o), nn.Linear(i, o, bias=False)

    def forward(s, x, ei):
        return F.normalize(
            s.l(
                torch.zeros_like(x).scatter_reduce(
                    0, ei[1][:, None].expand(-1, x.size(1)), x[ei[0]], "mean", include_self=False
                )
            )
            + s.r(x),
            dim=-1,
        )


for layer in (lambda i, o: GCN(i, o), lambda i, o: GAT(i, o, 2), GIN, SAGE):
    torch.manual_seed(1)
    l1 = layer(N, 8)
    l2 = nn.Linear(16 if isinstance(l1, GAT) else 8, 2)
    opt = torch.optim.Adam([*l1.parameters(), *l2.parameters()], 0.05)
    for ep in range(10):
        out = F.log_softmax(l2(F.elu(l1(X, edges))), -1)
        loss = F.nll_loss(out[train], y[train])
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(
        type(l1).__name__,
        f"{loss:.4f}",
        out.argmax(1).tolist(),
        (out.argmax(1) == y).float().mean().item(),
    )
g = GAT(N, 3, 2)
g(X, edges)
print(g.alpha[:4])
A = torch.zeros(N, N)
A[edges[0], edges[1]] = 1
D = A.sum(1)
Lap = torch.diag(D) - A
ev, U = torch.linalg.eigh(Lap)
print(ev.abs().round(decimals=4))
print(
    torch.sparse_coo_tensor(edges, torch.ones(14), (N, N)).to_dense().equal(A)
    if False
    else A.sum()
)
pr = torch.full((N,), 1 / N)
P = A / D[:, None]
for _ in range(20):
    pr = 0.15 / N + 0.85 * pr @ P
print(pr, pr.sum())
batch = torch.tensor([0, 0, 0, 1, 1, 1])
print(
    torch.zeros(2, 2).index_reduce(
        0, batch, torch.arange(12.0).view(6, 2), "mean", include_self=False
    ),
    torch.segment_reduce(torch.arange(6.0), "max", lengths=torch.tensor([3, 3])),
)
pos = (U[edges[0]] * U[edges[1]]).sum(1)
neg_idx = torch.randint(0, N, (2, 14))
neg = (U[neg_idx[0]] * U[neg_idx[1]]).sum(1)
print(
    F.binary_cross_entropy_with_logits(
        torch.cat([pos, neg]), torch.cat([torch.ones(14), torch.zeros(14)])
    )
)
