"""A model is made of parts

A module calls modules, and those call operations. A transformer layer of this size is already
some eighty operations; the graph shows it as one node, with its name, what it holds and the
length of all its gradients. The same goes for functions of your own and for the turns of a loop.

Double-click a node that stands for several to look inside, or press G; G on a part closes what
is around it. Shift+G opens everything, Ctrl+G closes it.
"""

import torch
from torch import nn

torch.manual_seed(0)
encoder = nn.TransformerEncoder(
    nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True),
    num_layers=3,
    enable_nested_tensor=False,
)
head = nn.Linear(8, 1)
words = torch.randn(2, 3, 8)

hidden = encoder(words)
loss = head(hidden).square().mean()
loss.backward()
print(f"{loss.item():.4f}")
print(head.weight.grad)
