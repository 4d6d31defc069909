"""A Gaussian process by its likelihood: Cholesky, solves and log-determinants, checked."""

import torch

torch.manual_seed(21)
torch.set_default_dtype(torch.float64)
x = torch.linspace(0, 1, 8).unsqueeze(1)
y = torch.sin(6 * x).squeeze(1) + 0.05 * torch.randn(8)
length = torch.tensor(0.5, requires_grad=True)
noise = torch.tensor(0.3, requires_grad=True)


def likelihood(length, noise):
    kernel = torch.exp(-torch.cdist(x, x).pow(2) / (2 * length**2)) + noise**2 * torch.eye(8)
    factor = torch.linalg.cholesky(kernel)
    half = torch.linalg.solve_triangular(factor, y.unsqueeze(1), upper=False)
    return 0.5 * half.square().sum() + factor.diagonal().log().sum()


print(torch.autograd.gradcheck(likelihood, (length, noise)))
optimizer = torch.optim.Adam([length, noise], lr=0.05)
for step in range(10):
    optimizer.zero_grad()
    loss = likelihood(length, noise)
    loss.backward()
    optimizer.step()
    print(f"{step} {loss.item():.6f} {length.item():.4f} {noise.item():.4f}")
print(torch.autograd.functional.hessian(likelihood, (length, noise)))
