"""Bars and dots in tiny images, told apart by two convolutions."""

import torch
import torch.nn.functional as F
from torch import nn


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, kernel_size=3, padding=1),
            nn.BatchNorm2d(6),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 12, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(2),
        )
        self.classifier = nn.Linear(12 * 2 * 2, 3)

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, 1)
        return self.classifier(x)


def picture(kind):
    image = 0.1 * torch.randn(1, 12, 12)
    place = torch.randint(2, 10, (2,))
    if kind == 0:
        image[0, place[0], :] += 1
    elif kind == 1:
        image[0, :, place[1]] += 1
    else:
        image[0, place[0] - 1 : place[0] + 1, place[1] - 1 : place[1] + 1] += 1
    return image


torch.manual_seed(5)
labels = torch.arange(48) % 3
images = torch.stack([picture(int(label)) for label in labels])
model = ConvNet()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(8):
    optimizer.zero_grad()
    output = model(images)
    loss = F.cross_entropy(output, labels)
    loss.backward()
    optimizer.step()
    accuracy = (output.argmax(1) == labels).float().mean().item()
    print(f"epoch {epoch}  loss {loss.item():.4f}  accuracy {accuracy:.3f}")
print(model.features[0].weight.grad.norm().item().__round__(4))
