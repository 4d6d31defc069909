"""A rounding layer with a made-up gradient, and hooks that watch what flows."""

import torch
from torch import nn


class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, limit):
        ctx.save_for_backward(x)
        ctx.limit = limit
        return x.round()

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (x.abs() <= ctx.limit), None


torch.manual_seed(23)
first, last = nn.Linear(4, 8), nn.Linear(8, 1)
flows = []
handle = first.weight.register_hook(lambda grad: flows.append(grad.norm().item()))
last.register_full_backward_hook(
    lambda module, given, got: flows.append(got[0].abs().sum().item())
)
x, y = torch.randn(16, 4), torch.randn(16, 1)
optimizer = torch.optim.SGD([*first.parameters(), *last.parameters()], lr=0.05)
for step in range(6):
    hidden = Round.apply(first(x) * 3, 2.0)
    hidden.retain_grad()
    loss = (last(hidden) - y).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(
        f"{step} {loss.item():.5f} {hidden.grad.norm().item():.5f}", [round(f, 4) for f in flows]
    )
    flows.clear()
    if step == 3:
        handle.remove()
print(hidden.grad_fn, hidden.grad_fn.next_functions)
