"""A critic whose slope is kept at one: gradients of gradients through layers and norms."""

import torch
from torch import nn

torch.manual_seed(0)
critic = nn.Sequential(
    nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 8), nn.LayerNorm(8), nn.Tanh(),
    nn.Linear(8, 1),
)  # fmt: skip
maker = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))
judged = torch.optim.Adam(critic.parameters(), 1e-3, betas=(0.5, 0.9))
made = torch.optim.RMSprop(maker.parameters(), 1e-3)


def penalty(real, fake):
    """How far the critic's slope is from one, between the real and the made."""
    share = torch.rand(16, 1)
    between = (share * real + (1 - share) * fake).requires_grad_(True)
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    return ((slope.norm(2, dim=1) - 1) ** 2).mean(), slope


for step in range(8):
    real, noise = torch.randn(16, 2) + 3, torch.randn(16, 3)
    fake = maker(noise)
    steep, slope = penalty(real, fake.detach())
    loss = critic(fake.detach()).mean() - critic(real).mean() + 10 * steep
    judged.zero_grad()
    loss.backward()
    judged.step()
    fooled = -critic(maker(noise)).mean()
    made.zero_grad()
    fooled.backward()
    made.step()
    print(f"{step}: critic {loss.item():.4f} maker {fooled.item():.4f} slope {steep.item():.4f}")

print(slope.grad_fn.name(), critic[0].weight.grad.norm())
for layer in (torch.tanh, torch.sigmoid, nn.functional.leaky_relu, nn.functional.softplus):
    x = torch.tensor([0.3, 0.5, 0.9], requires_grad=True)
    (first,) = torch.autograd.grad(layer(x).sum(), x, create_graph=True)
    print(first, [node.name() if node else None for node, _ in first.grad_fn.next_functions])
    print(torch.autograd.grad(first.sum(), x))
