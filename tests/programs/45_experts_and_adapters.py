"""Parts of today's language models: experts, gates, rotary places, adapters, code books."""

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(3)


class Experts(nn.Module):
    def __init__(self, width, count, chosen):
        super().__init__()
        self.gate = nn.Linear(width, count)
        self.experts = nn.ModuleList(
            nn.Sequential(nn.Linear(width, 2 * width), nn.SiLU(), nn.Linear(2 * width, width))
            for _ in range(count)
        )
        self.chosen = chosen

    def forward(self, x):
        scores = self.gate(x)
        weights, which = torch.topk(scores, self.chosen)
        weights = weights.softmax(-1)
        out = torch.zeros_like(x)
        for number, expert in enumerate(self.experts):
            rows, place = torch.where(which == number)
            if rows.numel():
                out[rows] += weights[rows, place, None] * expert(x[rows])
        load = torch.bincount(which.flatten(), minlength=len(self.experts)) / which.numel()
        return out, (load * scores.softmax(-1).mean(0)).sum() * len(self.experts)


class Gated(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.RMSNorm(width)
        self.into = nn.Linear(width, 4 * width, bias=False)
        self.out = nn.Linear(2 * width, width, bias=False)

    def forward(self, x):
        value, gate = self.into(self.norm(x)).chunk(2, -1)
        return x + self.out(F.silu(gate) * value)


def rotated(x, base=10000.0):
    length, width = x.shape[-2:]
    speeds = 1.0 / (base ** (torch.arange(0, width, 2).float() / width))
    angles = torch.outer(torch.arange(length).float(), speeds)
    turns = torch.polar(torch.ones_like(angles), angles)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2))
    return torch.view_as_real(pairs * turns).flatten(-2)


experts, gated = Experts(4, 3, 2), Gated(4)
print(experts, gated)
optimizer = torch.optim.AdamW([*experts.parameters(), *gated.parameters()], lr=1e-2)
x = torch.randn(10, 4)
for _ in range(4):
    y, balance = experts(gated(x))
    loss = (y - x).pow(2).mean() + 0.01 * balance
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.4f} {balance.item():.4f}", y.grad_fn.name())

q = rotated(torch.randn(1, 2, 5, 4))
mask = torch.full((5, 5), float("-inf")).triu(1)
attention = (q @ q.mT / 2 + mask).softmax(-1)
print(attention[0, 0])
nearer = -(torch.arange(5)[None] - torch.arange(5)[:, None]).abs().float()
print((attention + nearer)[0, 1, 2])
shared = torch.repeat_interleave(torch.randn(1, 1, 5, 4), 2, dim=1)
print(F.scaled_dot_product_attention(q, shared, shared, attn_mask=mask, scale=0.3).sum())

frozen = nn.Linear(4, 4).requires_grad_(False)
down, up = nn.Parameter(torch.randn(2, 4) * 0.1), nn.Parameter(torch.zeros(4, 2))
(frozen(x) + x @ down.T @ up.T * 2).sum().backward()
print(down.grad, up.grad.shape, frozen.weight.grad)

book = torch.randn(5, 4, requires_grad=True)
nearest = torch.cdist(x, book).argmin(1)
straight = x + (book[nearest] - x).detach()
((book[nearest] - x) ** 2).mean().backward()
print(nearest, straight[0], book.grad.norm(dim=1))
drawn = F.gumbel_softmax(torch.zeros(2, 3, requires_grad=True), tau=0.5, hard=True)
print(drawn)
