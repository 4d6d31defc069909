"""MAML: a gradient step inside the graph, and the gradient through it."""

import torch
import torch.nn.functional as F
from torch.func import functional_call


class Sine(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = torch.nn.Linear(1, 12), torch.nn.Linear(12, 1)

    def forward(self, x):
        return self.b(torch.tanh(self.a(x)))


def task():
    amplitude, phase = torch.rand(()) * 2 + 0.5, torch.rand(()) * 3
    x = torch.rand(10, 1) * 6 - 3
    return x, amplitude * torch.sin(x + phase)


torch.manual_seed(17)
model = Sine()
outer = torch.optim.Adam(model.parameters(), lr=0.01)
for step in range(10):
    outer.zero_grad()
    total = 0.0
    for _ in range(3):
        x, y = task()
        weights = dict(model.named_parameters())
        inner = F.mse_loss(functional_call(model, weights, (x[:5],)), y[:5])
        gradients = torch.autograd.grad(inner, tuple(weights.values()), create_graph=True)
        adapted = {name: w - 0.05 * g for (name, w), g in zip(weights.items(), gradients)}
        after = F.mse_loss(functional_call(model, adapted, (x[5:],)), y[5:])
        after.backward()
        total += after.item()
    outer.step()
    print(f"{step} {total / 3:.4f} {model.a.weight.grad.norm().item():.4f}")
