"""Sequences of different lengths, padded, packed, read by a two-way GRU."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

torch.manual_seed(9)
lengths = torch.tensor([7, 5, 3, 2])
rows = [torch.randint(1, 10, (int(length),)) for length in lengths]
padded = pad_sequence(rows, batch_first=True)
print(padded)
labels = torch.tensor([int(row.sum()) % 2 for row in rows])

embedding = nn.Embedding(10, 6, padding_idx=0)
gru = nn.GRU(6, 8, bidirectional=True, batch_first=True)
head = nn.Linear(16, 2)
parameters = [*embedding.parameters(), *gru.parameters(), *head.parameters()]
optimizer = torch.optim.NAdam(parameters, lr=0.02)
for epoch in range(6):
    packed = pack_padded_sequence(embedding(padded), lengths, batch_first=True)
    output, last = gru(packed)
    output, _ = pad_packed_sequence(output, batch_first=True)
    logits = head(torch.cat([last[0], last[1]], dim=1))
    loss = nn.functional.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{epoch} {loss.item():.5f} {tuple(output.shape)}")
print(embedding.weight.grad[0], gru)
