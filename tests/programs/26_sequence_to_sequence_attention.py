"""A translator of sequences: GRUs with additive attention, teacher forcing, greedy decoding."""

import torch, random, torch.nn as nn, torch.nn.functional as F
from torch import optim

SOS, EOS, MAXL = 0, 1, 8


class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size, dropout_p=0.1):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.dropout = nn.Dropout(dropout_p)

    def forward(self, input):
        return self.gru(self.dropout(self.embedding(input)))


class BahdanauAttention(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.Wa = nn.Linear(h, h)
        self.Ua = nn.Linear(h, h)
        self.Va = nn.Linear(h, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys)))
        scores = scores.squeeze(2).unsqueeze(1)
        weights = F.softmax(scores, dim=-1)
        return torch.bmm(weights, keys), weights


class AttnDecoderRNN(nn.Module):
    def __init__(self, h, out, dropout_p=0.1):
        super().__init__()
        self.embedding = nn.Embedding(out, h)
        self.attention = BahdanauAttention(h)
        self.gru = nn.GRU(2 * h, h, batch_first=True)
        self.out = nn.Linear(h, out)
        self.dropout = nn.Dropout(dropout_p)

    def forward(self, eo, eh, target_tensor=None):
        decoder_input = torch.empty(eo.size(0), 1, dtype=torch.long).fill_(SOS)
        decoder_hidden = eh
        outs = []
        atts = []
        for i in range(MAXL):
            o, decoder_hidden, a = self.step(decoder_input, decoder_hidden, eo)
            outs.append(o)
            atts.append(a)
            if target_tensor is not None:
                decoder_input = target_tensor[:, i].unsqueeze(1)
            else:
                _, topi = o.topk(1)
                decoder_input = topi.squeeze(-1).detach()
        return (
            F.log_softmax(torch.cat(outs, dim=1), dim=-1),
            decoder_hidden,
            torch.cat(atts, dim=1),
        )

    def step(self, input, hidden, eo):
        e = self.dropout(self.embedding(input))
        context, w = self.attention(hidden.permute(1, 0, 2), eo)
        output, hidden = self.gru(torch.cat((e, context), dim=2), hidden)
        return self.out(output), hidden, w


torch.manual_seed(0)
enc, dec = EncoderRNN(12, 16), AttnDecoderRNN(16, 12)
print(enc)
print(dec)
eo, do = optim.Adam(enc.parameters(), lr=0.01), optim.Adam(dec.parameters(), lr=0.01)
crit = nn.NLLLoss()
X = torch.randint(2, 12, (6, MAXL))
Y = X.flip(1)
Y[:, -1] = EOS
for it in range(4):
    eo.zero_grad()
    do.zero_grad()
    o, h = enc(X)
    d, _, a = dec(o, h, Y)
    loss = crit(d.view(-1, d.size(-1)), Y.view(-1))
    loss.backward()
    eo.step()
    do.step()
    print(f"{loss.item():.4f}")
enc.eval()
dec.eval()
with torch.no_grad():
    o, h = enc(X[:1])
    d, _, att = dec(o, h)
    _, ids = d.topk(1)
    print(ids.squeeze().tolist(), att[0].shape, att[0, 0])
