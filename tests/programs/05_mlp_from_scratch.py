"""A module written by hand: parameters, init, dropout, batch norm, train and eval."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, features, hidden, classes):
        super().__init__()
        self.first = nn.Linear(features, hidden, bias=False)
        self.norm = nn.BatchNorm1d(hidden)
        self.drop = nn.Dropout(0.25)
        self.scale = nn.Parameter(torch.ones(hidden))
        self.last = nn.Linear(hidden, classes)
        self.register_buffer("seen", torch.tensor(0))
        self.reset()

    def reset(self):
        nn.init.kaiming_normal_(self.first.weight, nonlinearity="relu")
        nn.init.xavier_uniform_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, x):
        self.seen += len(x)
        x = F.relu(self.norm(self.first(x)))
        return F.log_softmax(self.last(self.drop(x) * self.scale), dim=-1)


torch.manual_seed(4)
net = Net(8, 16, 4)
print(net)
data, truth = torch.randn(80, 8), torch.randint(0, 4, (80,))
optimizer = torch.optim.RMSprop(net.parameters(), lr=0.01, alpha=0.9, centered=True)
for epoch in range(5):
    net.train()
    losses = []
    for x, y in zip(data.chunk(4), truth.chunk(4)):
        optimizer.zero_grad()
        loss = F.nll_loss(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    net.eval()
    with torch.inference_mode():
        right = (net(data).argmax(-1) == truth).sum().item()
    print(f"epoch {epoch}: {sum(losses) / len(losses):.4f}, {right} of {len(data)}")
print(net.seen, net.norm.running_mean[:4], net.norm.num_batches_tracked)
print({name: tuple(value.shape) for name, value in net.state_dict().items()})
