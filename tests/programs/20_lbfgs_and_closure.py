"""Rosenbrock's valley walked by three optimizers, one of which asks for a closure."""

import torch


def valley(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


for kind, options in (
    (torch.optim.SGD, {"lr": 1e-3, "momentum": 0.5}),
    (torch.optim.Adam, {"lr": 0.05, "amsgrad": True}),
    (torch.optim.LBFGS, {"lr": 1.0, "max_iter": 5, "line_search_fn": "strong_wolfe"}),
):
    p = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = kind([p], **options)

    def closure():
        optimizer.zero_grad()
        loss = valley(p)
        loss.backward()
        return loss

    for step in range(8):
        loss = optimizer.step(closure)
    print(
        f"{kind.__name__:5s} {loss.item():.5f} {p.detach().numpy().round(4)} {p.grad.norm():.4f}"
    )
