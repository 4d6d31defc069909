"""A network that solves u'' = -u: derivatives of the output by create_graph, twice."""

import torch
from torch import nn

torch.manual_seed(18)
net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
start = torch.zeros(1, 1, requires_grad=True)
for step in range(20):
    t = torch.linspace(0, 2, 20).reshape(-1, 1).requires_grad_(True)
    u = net(t)
    (du,) = torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)
    ddu = torch.autograd.grad(du.sum(), t, create_graph=True)[0]
    at_start = net(start)
    slope = torch.autograd.grad(at_start.sum(), start, create_graph=True)[0]
    physics = (ddu + u).square().mean()
    border = (at_start - 1).square().sum() + slope.square().sum()
    loss = physics + border
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 4 == 0:
        print(f"{step:2d} physics {physics.item():.5f} border {border.item():.5f}")
print(ddu.grad_fn.name(), u.grad_fn.next_functions[0][0])
