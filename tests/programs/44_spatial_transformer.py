"""A network that first turns and shifts its picture (after PyTorch's tutorial)."""

import torch
import torch.nn.functional as F
from torch import nn, optim

torch.manual_seed(4)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, kernel_size=5)
        self.conv2 = nn.Conv2d(4, 6, kernel_size=3)
        self.conv2_drop = nn.Dropout2d(0.2)
        self.fc1 = nn.Linear(6 * 5 * 5, 20)
        self.fc2 = nn.Linear(20, 10)
        self.localization = nn.Sequential(
            nn.Conv2d(1, 4, kernel_size=7),
            nn.MaxPool2d(2, stride=2),
            nn.ReLU(True),
            nn.Conv2d(4, 5, kernel_size=5),
            nn.MaxPool2d(2, stride=2),
            nn.ReLU(True),
        )
        self.fc_loc = nn.Sequential(nn.Linear(5 * 3 * 3, 16), nn.ReLU(True), nn.Linear(16, 6))
        self.fc_loc[2].weight.data.zero_()
        self.fc_loc[2].bias.data.copy_(torch.tensor([1, 0, 0, 0, 1, 0], dtype=torch.float))

    def stn(self, x):
        theta = self.fc_loc(self.localization(x).view(-1, 5 * 3 * 3)).view(-1, 2, 3)
        grid = F.affine_grid(theta, x.size(), align_corners=False)
        return F.grid_sample(x, grid, align_corners=False)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(self.stn(x)), 2))
        x = F.relu(F.max_pool2d(self.conv2_drop(self.conv2(x)), 2))
        x = F.dropout(F.relu(self.fc1(x.flatten(1))), training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)


model = Net()
optimizer = optim.SGD(model.parameters(), lr=0.01)
data, target = torch.randn(8, 1, 28, 28), torch.randint(0, 10, (8,))
for epoch in range(1, 6):
    model.train()
    optimizer.zero_grad()
    output = model(data)
    loss = F.nll_loss(output, target)
    loss.backward()
    optimizer.step()
    print(f"Train Epoch: {epoch}\tLoss: {loss.item():.4f}")

model.eval()
with torch.no_grad():
    output = model(data)
    pred = output.max(1, keepdim=True)[1]
    correct = pred.eq(target.view_as(pred)).sum().item()
    print(f"Accuracy: {correct}/{len(data)} ({100.0 * correct / len(data):.0f}%)")
    print([f"{each:.3f}" for each in model.fc_loc[2].bias.tolist()])
    turned = torch.tensor([[[0.8, -0.6, 0.1], [0.6, 0.8, 0.0]]]).expand(2, 2, 3)
    for mode in ("bilinear", "nearest"):
        for padding in ("zeros", "border", "reflection"):
            grid = F.affine_grid(turned, (2, 1, 6, 6), align_corners=False)
            seen = F.grid_sample(data[:2], grid, mode, padding, align_corners=False)
            print(mode, padding, f"{seen.sum().item():.3f}")
