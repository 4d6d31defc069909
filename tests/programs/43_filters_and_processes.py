"""A Kalman filter whose noise is learnt, and a Gaussian process fitted by its likelihood."""

import torch

torch.manual_seed(0)
torch.set_default_dtype(torch.double)
F_ = torch.tensor([[1.0, 1.0], [0.0, 1.0]])
H = torch.tensor([[1.0, 0.0]])
Q = 0.01 * torch.eye(2)
R = torch.tensor([[0.5]])
x = torch.zeros(2, 1)
P = torch.eye(2) * 10
logR = torch.tensor(0.0, requires_grad=True)
ll = 0.0
for k in range(8):
    z = torch.tensor([[0.9 * k]]) + torch.randn(1, 1) * 0.3
    x = F_ @ x
    P = F_ @ P @ F_.mT + Q
    S = H @ P @ H.mT + logR.exp()
    K = P @ H.mT @ torch.linalg.inv(S)
    y = z - H @ x
    ll = ll - 0.5 * (y.mT @ torch.linalg.solve(S, y) + torch.logdet(S)).squeeze()
    x = x + K @ y
    P = (torch.eye(2) - K @ H) @ P
    print(k, [f"{v:.4f}" for v in x.flatten().tolist()], f"{P.trace().item():.5f}")
ll.backward()
print(
    ll,
    logR.grad,
    P,
    torch.linalg.cond(P),
    torch.linalg.matrix_rank(P),
    torch.linalg.eigvalsh(P),
    sep="\n",
)
import math

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
X = torch.linspace(0, 1, 12)[:, None]
y = torch.sin(X * 6).squeeze() + 0.1 * torch.randn(12)
raw = torch.zeros(3, requires_grad=True)
opt = torch.optim.Adam([raw], 0.1)


def k(a, b, p):
    return p[0] * torch.exp(-0.5 * torch.cdist(a, b) ** 2 / p[1] ** 2)


def k2(a, b, p):
    return p[0] * torch.exp(-0.5 * (a[:, None, 0] - b[None, :, 0]) ** 2 / p[1] ** 2)


for i in range(20):
    p = torch.nn.functional.softplus(raw) * torch.tensor([1.0, 0.3, 0.1])
    K = k2(X, X, p) + p[2] ** 2 * torch.eye(12)
    L = torch.linalg.cholesky(K)
    a = torch.cholesky_solve(y[:, None], L)
    nll = 0.5 * y @ a.squeeze() + L.diagonal().log().sum() + 6 * math.log(2 * math.pi)
    opt.zero_grad()
    nll.backward()
    opt.step()
    if i % 5 == 0:
        print(f"{i} {nll:.5f}", raw.grad, p)
Xs = torch.tensor([[0.25], [0.5]])
Ks = k(X, Xs, p.detach())
mu = Ks.T @ a.detach()
v = torch.linalg.solve_triangular(L.detach(), Ks, upper=False)
print(mu, k(Xs, Xs, p.detach()) - v.T @ v)
print(
    torch.distributions.MultivariateNormal(torch.zeros(12), scale_tril=L.detach()).log_prob(y),
    torch.linalg.slogdet(K),
    nll.grad_fn,
)
