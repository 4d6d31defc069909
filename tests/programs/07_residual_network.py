"""Blocks with a way around them, group norm and strided convolutions, a step scheduler."""

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, channels_in, channels_out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.norm1 = nn.GroupNorm(2, channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.norm2 = nn.GroupNorm(2, channels_out)
        self.around = nn.Identity()
        if stride != 1 or channels_in != channels_out:
            self.around = nn.Conv2d(channels_in, channels_out, 1, stride)

    def forward(self, x):
        y = torch.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return torch.relu(y + self.around(x))


torch.manual_seed(6)
model = nn.Sequential(
    Block(3, 4), Block(4, 8, stride=2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5)
)
print(model)
x, y = torch.rand(10, 3, 8, 8), torch.arange(10) % 5
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.5)
for epoch in range(10):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step()
    print(epoch, f"{loss.item():.4f}", optimizer.param_groups[0]["lr"])
