"""Recurrent layers packed and padded, attention with masks, transformer layers, their errors."""

import torch, torch.nn as nn
from torch.nn.utils.rnn import (
    pack_padded_sequence,
    pad_packed_sequence,
    pad_sequence,
    pack_sequence,
)

torch.manual_seed(0)
for cls in (nn.RNN, nn.LSTM, nn.GRU):
    r = cls(3, 4, num_layers=2, batch_first=True, bidirectional=True, dropout=0.2)
    print(r)
    x = torch.randn(2, 5, 3)
    o, h = r(x)
    print(o.shape, (h[0] if isinstance(h, tuple) else h).shape, f"{o.sum():.4f}", o.grad_fn)
    p = pack_padded_sequence(x, torch.tensor([3, 5]), batch_first=True, enforce_sorted=False)
    po, _ = r(p)
    u, ln = pad_packed_sequence(po, batch_first=True)
    print(u.shape, ln, u[0, 4])
    r.flatten_parameters()
    print([n for n, _ in r.named_parameters()][:5])
print(
    pad_sequence([torch.ones(2), torch.ones(3)]),
    pack_sequence([torch.tensor([1, 2]), torch.tensor([3])]),
)
mha = nn.MultiheadAttention(8, 2, batch_first=True, dropout=0.0)
print(mha)
q = torch.randn(2, 3, 8)
o, w = mha(q, q, q, attn_mask=nn.Transformer.generate_square_subsequent_mask(3))
print(o.sum(), w[0])
o, w = mha(
    q, q, q, key_padding_mask=torch.tensor([[False, False, True]] * 2), average_attn_weights=False
)
print(w.shape)
enc = nn.TransformerEncoder(
    nn.TransformerEncoderLayer(
        8, 2, 16, batch_first=True, dropout=0.0, norm_first=True, activation="gelu"
    ),
    2,
    enable_nested_tensor=False,
)
print(
    enc(q).mean(),
    enc(q, is_causal=True, mask=nn.Transformer.generate_square_subsequent_mask(3))[0, 0, :3],
)
dec = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, dropout=0.0, batch_first=True), 1)
print(dec(q, q).std())
t = nn.Transformer(8, 2, 1, 1, 16, 0.0, batch_first=True)
print(t(q, q).shape, t.generate_square_subsequent_mask(2))
e2 = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 1)
print(e2)
e2.eval()
print(e2(q).shape)
c = nn.LSTMCell(3, 4)
h, cc = c(torch.randn(2, 3))
print(h, cc.shape)
g = nn.GRUCell(3, 4)
print(g, g(torch.randn(2, 3)).shape)
try:
    nn.LSTM(3, 4)(torch.randn(2, 5, 4))
except RuntimeError as e:
    print(e)
try:
    nn.MultiheadAttention(7, 2)
except AssertionError as e:
    print(e)
h0 = torch.zeros(1, 2, 4)
try:
    nn.GRU(3, 4)(torch.randn(5, 3, 3), h0)
except RuntimeError as e:
    print(e)


class Attn(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.h = h
        self.qkv = nn.Linear(d, 3 * d)
        self.o = nn.Linear(d, d)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = (
            self.qkv(x).reshape(B, T, 3, self.h, C // self.h).permute(2, 0, 3, 1, 4).unbind(0)
        )
        a = q @ k.mT / (C // self.h) ** 0.5
        m = torch.triu(torch.ones(T, T, dtype=torch.bool), 1)
        a = a.masked_fill(m, -torch.inf).softmax(-1)
        return self.o((a @ v).transpose(1, 2).flatten(2)), a


y, a = Attn(8, 2)(q)
y.sum().backward()
print(a[0, 0], y.grad_fn)
pe = torch.zeros(5, 4)
pos = torch.arange(0, 5).unsqueeze(1)
div = torch.exp(torch.arange(0, 4, 2) * -(torch.log(torch.tensor(10000.0)) / 4))
pe[:, 0::2] = torch.sin(pos * div)
pe[:, 1::2] = torch.cos(pos * div)
print(pe)
