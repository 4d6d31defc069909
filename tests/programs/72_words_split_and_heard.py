"""Words merged from letters, sounds aligned, the best paths through scores, and draws from the likeliest few."""

import torch, math, re, collections
import torch.nn.functional as F

torch.manual_seed(0)
text = "low lower lowest new newer newest wide wider widest"
words = collections.Counter(text.split())
vocab = {tuple(w) + ("</w>",): c for w, c in words.items()}
merges = []
for _ in range(8):
    pairs = collections.Counter()
    for sym, c in vocab.items():
        for a, b in zip(sym, sym[1:]):
            pairs[a, b] += c
    best = max(pairs, key=lambda p: (pairs[p], p))
    merges.append(best)
    new = {}
    for sym, c in vocab.items():
        out, i = [], 0
        while i < len(sym):
            if sym[i : i + 2] == best:
                out.append(sym[i] + sym[i + 1])
                i += 2
            else:
                out.append(sym[i])
                i += 1
        new[tuple(out)] = c
    vocab = new
print(merges)
toks = sorted({s for v in vocab for s in v})
stoi = {s: i + 1 for i, s in enumerate(toks)}
ids = torch.tensor([stoi[s] for v in vocab for s in v])
print(ids, ids.unique(return_inverse=True)[1][:5])
logits = torch.randn(12, 3, 6, requires_grad=True)
lp = logits.log_softmax(2)
targets = torch.tensor([[1, 2, 3, 3], [4, 5, 0, 0], [1, 1, 0, 0]])
il, tl = torch.tensor([12, 10, 8]), torch.tensor([4, 2, 2])
for red in ("none", "mean", "sum"):
    print(
        F.ctc_loss(lp, targets, il, tl, reduction=red).tolist()
        if red != "none"
        else F.ctc_loss(lp, targets, il, tl, reduction=red)
    )
F.ctc_loss(lp, targets, il, tl).backward()
print(logits.grad[0, 0], logits.grad[11, 1].abs().sum())


def ctc_by_hand(lp, tgt):
    ext = [0]
    [ext.extend([t, 0]) for t in tgt]
    S = len(ext)
    a = torch.full((S,), -math.inf)
    a[0], a[1] = lp[0, 0], lp[0, ext[1]]
    for t in range(1, len(lp)):
        n = torch.full((S,), -math.inf)
        for s in range(S):
            c = (
                [a[s]]
                + ([a[s - 1]] if s else [])
                + ([a[s - 2]] if s > 1 and ext[s] and ext[s] != ext[s - 2] else [])
            )
            n[s] = torch.logsumexp(torch.stack(c), 0) + lp[t, ext[s]]
        a = n
    return -torch.logaddexp(a[-1], a[-2])


print(
    ctc_by_hand(lp[:, 0].detach(), [1, 2, 3, 3]),
    [k for k, _ in __import__("itertools").groupby(lp[:, 0].argmax(-1).tolist()) if k],
)
T = torch.randn(7, 7).log_softmax(1)


def beam(start, width, n):
    seqs, sc = torch.tensor([[start]]), torch.zeros(1)
    for _ in range(n):
        cand = sc[:, None] + T[seqs[:, -1]]
        sc, ix = cand.flatten().topk(min(width, cand.numel()))
        seqs = torch.cat([seqs[ix // 7], (ix % 7)[:, None]], 1)
    return seqs, sc


for wdt in (1, 3):
    s, c = beam(0, wdt, 4)
    print(s.tolist(), c)


def viterbi(e, tr):
    d, back = e[0], []
    for x in e[1:]:
        m, i = (d[:, None] + tr).max(0)
        d = m + x
        back.append(i)
    path = [d.argmax().item()]
    for b in reversed(back):
        path.append(b[path[-1]].item())
    return path[::-1], d.max()


e, tr = torch.randn(6, 4), torch.randn(4, 4)
print(viterbi(e, tr))


def crf_nll(e, tr, y):
    a = e[0]
    for x in e[1:]:
        a = torch.logsumexp(a[:, None] + tr, 0) + x
    return a.logsumexp(0) - (e[torch.arange(6), y].sum() + tr[y[:-1], y[1:]].sum())


tr.requires_grad_()
l = crf_nll(e, tr, torch.tensor([0, 1, 2, 3, 0, 1]))
l.backward()
print(l, tr.grad.sum(), tr.grad[0])
lg = torch.randn(2, 50)


def topk_topp(l, k=10, p=0.8):
    v, i = l.topk(k)
    m = torch.full_like(l, -math.inf).scatter(1, i, v)
    s, j = m.sort(descending=True)
    drop = s.softmax(-1).cumsum(-1).roll(1, -1)
    drop[:, 0] = 0
    return m.masked_fill((drop > p).scatter(1, j, drop > p), -math.inf)


pr = topk_topp(lg / 0.7).softmax(-1)
print((pr > 0).sum(1), torch.multinomial(pr, 3), pr.max(1))
print(
    F.embedding_bag(
        ids[:6], torch.arange(60.0).view(20, 3), offsets=torch.tensor([0, 2, 2]), mode="mean"
    )
)
