"""LLaMA in small: RMSNorm, rotary embeddings, grouped queries, SwiGLU, and a cache of keys and values."""

import math, torch, torch.nn as nn, torch.nn.functional as F
from dataclasses import dataclass

torch.manual_seed(0)


@dataclass
class Args:
    dim: int = 16
    n_layers: int = 2
    n_heads: int = 4
    n_kv_heads: int = 2
    vocab: int = 20
    max_len: int = 16
    eps: float = 1e-5


class RMSNorm(nn.Module):
    def __init__(self, dim, eps):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))

    def _norm(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)

    def forward(self, x):
        return self.weight * self._norm(x.float()).type_as(x)


def precompute(hd, n, theta=10000.0):
    f = 1.0 / (theta ** (torch.arange(0, hd, 2).float() / hd))
    f = torch.outer(torch.arange(n), f)
    return torch.polar(torch.ones_like(f), f)


def rotary(x, f):
    xc = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
    return torch.view_as_real(xc * f.unsqueeze(0).unsqueeze(2)).reshape(*x.shape).type_as(x)


def repeat_kv(x, n):
    b, s, h, d = x.shape
    return x if n == 1 else x[:, :, :, None, :].expand(b, s, h, n, d).reshape(b, s, h * n, d)


class Attention(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.h, self.kv, self.hd = a.n_heads, a.n_kv_heads, a.dim // a.n_heads
        self.rep = self.h // self.kv
        self.wq, self.wk, self.wv, self.wo = (
            nn.Linear(a.dim, a.dim, bias=False),
            nn.Linear(a.dim, self.kv * self.hd, bias=False),
            nn.Linear(a.dim, self.kv * self.hd, bias=False),
            nn.Linear(a.dim, a.dim, bias=False),
        )
        self.cache_k = torch.zeros(4, a.max_len, self.kv, self.hd)
        self.cache_v = torch.zeros_like(self.cache_k)

    def forward(self, x, pos, f, mask, cached):
        b, s, _ = x.shape
        q = rotary(self.wq(x).view(b, s, self.h, self.hd), f)
        k = rotary(self.wk(x).view(b, s, self.kv, self.hd), f)
        v = self.wv(x).view(b, s, self.kv, self.hd)
        if cached:
            self.cache_k[:b, pos : pos + s] = k
            self.cache_v[:b, pos : pos + s] = v
            k, v = self.cache_k[:b, : pos + s], self.cache_v[:b, : pos + s]
        k, v = repeat_kv(k, self.rep).transpose(1, 2), repeat_kv(v, self.rep).transpose(1, 2)
        sc = q.transpose(1, 2) @ k.transpose(2, 3) / math.sqrt(self.hd)
        if mask is not None:
            sc = sc + mask
        return self.wo(
            (F.softmax(sc.float(), dim=-1).type_as(q) @ v)
            .transpose(1, 2)
            .contiguous()
            .view(b, s, -1)
        )


class FeedForward(nn.Module):
    def __init__(self, a):
        super().__init__()
        h = int(2 * 4 * a.dim / 3)
        h = 8 * ((h + 7) // 8)
        self.w1, self.w2, self.w3 = (
            nn.Linear(a.dim, h, bias=False),
            nn.Linear(h, a.dim, bias=False),
            nn.Linear(a.dim, h, bias=False),
        )

    def forward(self, x):
        return self.w2(F.silu(self.w1(x)) * self.w3(x))


class Block(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.attention, self.feed_forward, self.attention_norm, self.ffn_norm = (
            Attention(a),
            FeedForward(a),
            RMSNorm(a.dim, a.eps),
            RMSNorm(a.dim, a.eps),
        )

    def forward(self, x, *r):
        h = x + self.attention(self.attention_norm(x), *r)
        return h + self.feed_forward(self.ffn_norm(h))


class Transformer(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.tok = nn.Embedding(a.vocab, a.dim)
        self.layers = nn.ModuleList([Block(a) for _ in range(a.n_layers)])
        self.norm = RMSNorm(a.dim, a.eps)
        self.output = nn.Linear(a.dim, a.vocab, bias=False)
        self.f = precompute(a.dim // a.n_heads, a.max_len * 2)

    def forward(self, t, pos=0, cached=False):
        h = self.tok(t)
        s = t.shape[1]
        mask = None
        if s > 1:
            mask = torch.triu(torch.full((s, s), float("-inf")), diagonal=1)
        for l in self.layers:
            h = l(h, pos, self.f[pos : pos + s], mask, cached)
        return self.output(self.norm(h)).float()


m = Transformer(Args())
print(m)
print(f"{sum(p.numel() for p in m.parameters()):,} parameters")
data = torch.randint(0, 20, (4, 9))
opt = torch.optim.AdamW(m.parameters(), lr=3e-3, betas=(0.9, 0.95), weight_decay=0.1)
for i in range(6):
    loss = F.cross_entropy(m(data[:, :-1]).flatten(0, 1), data[:, 1:].flatten())
    opt.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(m.parameters(), 1.0)
    opt.step()
    print(i, f"{loss.item():.4f}")
m.eval()
with torch.inference_mode():
    full = m(data[:2, :6])
    steps = torch.cat([m(data[:2, i : i + 1], i, True) for i in range(6)], 1)
    print(torch.allclose(full, steps, atol=1e-5), full[0, -1, :5])
    toks = data[:1, :3]
    logits = m(toks, 0, True)
    for p in range(3, 8):
        nxt = logits[:, -1].argmax(-1, keepdim=True)
        toks = torch.cat([toks, nxt], 1)
        logits = m(nxt, p, True)
    print(toks.tolist())
    probs = torch.softmax(logits[:, -1] / 0.6, -1)
    ps, idx = torch.sort(probs, descending=True)
    keep = torch.cumsum(ps, -1) - ps > 0.9
    ps[keep] = 0.0
    ps.div_(ps.sum(-1, keepdim=True))
    print(idx.gather(-1, torch.multinomial(ps, 1)), ps)
