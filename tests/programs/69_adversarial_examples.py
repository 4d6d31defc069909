"""Adversarial examples against a small convolutional network."""

import torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(11)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, 1)
        self.conv2 = nn.Conv2d(4, 8, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(8 * 4 * 4, 16)
        self.fc2 = nn.Linear(16, 4)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = F.max_pool2d(x, 2)
        x = self.dropout1(x)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = self.dropout2(x)
        return F.log_softmax(self.fc2(x), dim=1)


y = torch.arange(40) % 4
x = torch.rand(40, 1, 12, 12) * 0.3
for i in range(40):
    x[i, 0, (y[i] // 2) * 6 : (y[i] // 2) * 6 + 6, (y[i] % 2) * 6 : (y[i] % 2) * 6 + 6] += 0.5
model = Net()
opt = torch.optim.Adadelta(model.parameters(), lr=1.0)
sched = torch.optim.lr_scheduler.StepLR(opt, step_size=1, gamma=0.7)
model.train()
for ep in range(4):
    for b in torch.randperm(40).split(8):
        opt.zero_grad()
        loss = F.nll_loss(model(x[b]), y[b])
        loss.backward()
        opt.step()
    sched.step()
    print("Train Epoch: {} Loss: {:.6f} lr {}".format(ep, loss.item(), sched.get_last_lr()))
model.eval()


def fgsm_attack(image, eps, g):
    return torch.clamp(image + eps * g.sign(), 0, 1)


def denorm(b, mean=[0.1307], std=[0.3081]):
    return b * torch.tensor(std).view(1, -1, 1, 1) + torch.tensor(mean).view(1, -1, 1, 1)


for eps in [0, 0.05, 0.1, 0.15, 0.2, 0.25]:
    correct = 0
    ex = []
    for i in range(40):
        d = x[i : i + 1].clone()
        d.requires_grad = True
        out = model(d)
        init = out.max(1, keepdim=True)[1]
        if init.item() != y[i].item():
            continue
        loss = F.nll_loss(out, y[i : i + 1])
        model.zero_grad()
        loss.backward()
        pert = fgsm_attack(d, eps, d.grad.data)
        out = model(pert)
        fin = out.max(1, keepdim=True)[1]
        if fin.item() == y[i].item():
            correct += 1
        elif len(ex) < 2:
            ex.append((init.item(), fin.item(), round(pert.mean().item(), 4)))
    print(f"Epsilon: {eps}\tTest Accuracy = {correct} / 40 = {correct / 40}", ex)
print(denorm(x[:1]).mean(), model(x[:2]), d.grad.abs().sum())
