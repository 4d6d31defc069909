"""CTC, beam search and nucleus sampling."""

import torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(0)
T, N, C, S = 10, 3, 5, 4
x = torch.randn(T, N, C, requires_grad=True)
lp = x.log_softmax(2)
tgt = torch.randint(1, C, (N, S))
il = torch.full((N,), T, dtype=torch.long)
tl = torch.tensor([4, 3, 2])
ctc = nn.CTCLoss()
print(ctc)
l = ctc(lp, tgt, il, tl)
l.backward()
print(l, x.grad[:2])
print(
    F.ctc_loss(lp, tgt, il, tl, reduction="none"),
    F.ctc_loss(
        lp,
        torch.cat([tgt[0, :4], tgt[1, :3], tgt[2, :2]]),
        il,
        tl,
        reduction="sum",
        zero_infinity=True,
    ),
)
print(lp.argmax(2).t())


def collapse(seq):
    return [k for i, k in enumerate(seq) if k != 0 and (i == 0 or seq[i - 1] != k)]


print([collapse(s) for s in lp.argmax(2).t().tolist()])
# beam search over an rnn cell
emb, cell, out = nn.Embedding(6, 8), nn.LSTMCell(8, 8), nn.Linear(8, 6)
h = c = torch.zeros(1, 8)
beams = [([0], 0.0, (h, c))]
with torch.no_grad():
    for t in range(4):
        cand = []
        for seq, score, (h, c) in beams:
            hh, cc = cell(emb(torch.tensor([seq[-1]])), (h, c))
            p = F.log_softmax(out(hh), -1)
            v, ix = p.topk(3)
            for k in range(3):
                cand.append((seq + [ix[0, k].item()], score + v[0, k].item(), (hh, cc)))
        beams = sorted(cand, key=lambda b: b[1], reverse=True)[:3]
for s, sc, _ in beams:
    print(s, f"{sc:.4f}")
# batched beam
logp = torch.log_softmax(torch.randn(2, 3, 6), -1)
sc = torch.tensor([[0.0, -1.0, -2.0]]).expand(2, 3)
tot = (sc.unsqueeze(-1) + logp).view(2, -1)
v, ix = tot.topk(3, dim=-1)
print(v, ix // 6, torch.div(ix, 6, rounding_mode="floor"), ix % 6)
p = torch.softmax(torch.tensor([3.0, 1.0, 0.5, 0.1]), 0)
sp, si = torch.sort(p, descending=True)
cum = torch.cumsum(sp, dim=-1)
rem = cum > 0.9
rem[1:] = rem[:-1].clone()
rem[0] = False
print(si[rem], sp, cum)
p[si[rem]] = 0
print(p / p.sum())
