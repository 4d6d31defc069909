"""A model is made of parts

Chapter: Training
Aim: Find one's way in a model as a tree of its parts.

A module calls modules, and those call operations. A transformer layer of this size is already
more than forty operations; the graph shows it as one node, with its name, what it holds and the
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
#: Two sentences of three words, each word eight numbers.
words = torch.randn(2, 3, 8)

#: Three layers, more than forty operations each, one node on the canvas until you open it.
#? What shape does the result of an encoder have?
#+ 2×3×8, that of its input | So that layers can follow one another.
#- 2×3×16 | 16 is the width inside a layer.
hidden = encoder(words)
#: One more layer, and one number of all.
#? head makes one number of eight. What shape does head(hidden) have?
#+ 2×3×1 | It works on the last side only.
#- 1 | The mean makes one number of all.
loss = head(hidden).square().mean()
#: The gradient goes back through all three layers. Open one to see it inside.
loss.backward()
print(f"{loss.item():.4f}")
print(head.weight.grad)
