"""nn.TransformerEncoder with a padding mask, a warm-up schedule and dropout."""

import torch
from torch import nn

torch.manual_seed(11)
layer = nn.TransformerEncoderLayer(
    d_model=16, nhead=4, dim_feedforward=32, dropout=0.1, batch_first=True
)
encoder = nn.TransformerEncoder(layer, num_layers=2, enable_nested_tensor=False)
head = nn.Linear(16, 2)
tokens = torch.randn(6, 5, 16)
padding = torch.zeros(6, 5, dtype=torch.bool)
padding[::2, 3:] = True
labels = torch.tensor([0, 1, 0, 1, 1, 0])

parameters = list(encoder.parameters()) + list(head.parameters())
optimizer = torch.optim.Adam(parameters, lr=1.0)
warmup = torch.optim.lr_scheduler.LambdaLR(
    optimizer, lambda step: 0.002 * min((step + 1) / 4, 1.0)
)
for step in range(8):
    hidden = encoder(tokens, src_key_padding_mask=padding)
    keep = (~padding).unsqueeze(-1)
    pooled = (hidden * keep).sum(1) / keep.sum(1)
    loss = nn.CrossEntropyLoss()(head(pooled), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    warmup.step()
    print(f"{step} loss {loss.item():.4f} lr {warmup.get_last_lr()[0]:.5f}")
print(layer)
