"""A Gaussian process, k-means, principal components, a hidden Markov model, Newton steps, mixtures."""

import torch, math

torch.manual_seed(0)


def rbf(a, b, ls):
    return torch.exp(-0.5 * (a[:, None] - b[None, :]) ** 2 / ls**2)


X = torch.linspace(0, 5, 8)
y = torch.sin(X)
ls = torch.tensor(1.0, requires_grad=True)
ns = torch.tensor(-2.0, requires_grad=True)
opt = torch.optim.Adam([ls, ns], lr=0.1)
for _ in range(4):
    K = rbf(X, X, ls) + ns.exp() * torch.eye(8)
    L = torch.linalg.cholesky(K)
    a = torch.cholesky_solve(y[:, None], L)
    nll = 0.5 * (y @ a).squeeze() + L.diagonal().log().sum() + 4 * math.log(2 * math.pi)
    opt.zero_grad()
    nll.backward()
    opt.step()
    print(f"{nll:.4f} {ls:.4f} {ns:.4f}")
Xs = torch.tensor([0.5, 2.5])
Ks = rbf(X, Xs, ls)
v = torch.linalg.solve_triangular(L, Ks, upper=False)
print((Ks.T @ a).squeeze().detach(), (1 - v.pow(2).sum(0)).detach())
pts = torch.cat([torch.randn(10, 2), torch.randn(10, 2) + 5])
C = pts[torch.randperm(20)[:2]].clone()
for i in range(5):
    d = torch.cdist(pts, C)
    l = d.argmin(1)
    C = torch.stack([pts[l == k].mean(0) for k in range(2)])
print(C, torch.bincount(l, minlength=2))
Xc = pts - pts.mean(0)
U, S, Vh = torch.linalg.svd(Xc, full_matrices=False)
print(S, (Xc @ Vh.T[:, :1]).abs()[:3], (S**2 / (S**2).sum()))
print(torch.linalg.eigvalsh(torch.cov(pts.T)), torch.corrcoef(pts.T))
# HMM forward
A = torch.log_softmax(torch.randn(3, 3), 1).requires_grad_()
B = torch.log_softmax(torch.randn(3, 4), 1)
pi = torch.full((3,), -math.log(3))
obs = [0, 2, 3, 1]
al = pi + B[:, obs[0]]
for o in obs[1:]:
    al = torch.logsumexp(al[:, None] + A, 0) + B[:, o]
ll = torch.logsumexp(al, 0)
ll.backward()
print(ll, A.grad)
dl = pi + B[:, obs[0]]
bp = []
for o in obs[1:]:
    m, ix = (dl[:, None] + A).max(0)
    bp.append(ix)
    dl = m + B[:, o]
path = [dl.argmax().item()]
for b in reversed(bp):
    path.append(b[path[-1]].item())
print(path[::-1])
# linear regression lstsq, ridge, newton logistic, GMM EM
Xd = torch.cat([torch.ones(20, 1), pts], 1)
w = torch.tensor([1.0, 2.0, -1.0])
t = Xd @ w
print(torch.linalg.lstsq(Xd, t[:, None]).solution.squeeze())
print(torch.linalg.solve(Xd.T @ Xd + 0.1 * torch.eye(3), Xd.T @ t))
print(
    torch.linalg.inv(Xd.T @ Xd)[0],
    torch.linalg.det(Xd.T @ Xd) > 0,
    torch.linalg.matrix_rank(Xd),
    torch.linalg.cond(Xd.T @ Xd) > 10,
)
lab = (t > 0).float()
w = torch.zeros(3)
for _ in range(4):
    p = torch.sigmoid(Xd @ w)
    g = Xd.T @ (p - lab)
    H = (Xd.T * (p * (1 - p))) @ Xd + 0.1 * torch.eye(3)
    w = w - torch.linalg.solve(H, g)
    print(w)
mu = torch.tensor([[0.0, 0.0], [4.0, 4.0]])
S = torch.eye(2).repeat(2, 1, 1)
pi = torch.ones(2) / 2
for _ in range(3):
    lp = torch.stack(
        [
            torch.distributions.MultivariateNormal(mu[k], S[k]).log_prob(pts) + pi[k].log()
            for k in range(2)
        ],
        1,
    )
    r = (lp - torch.logsumexp(lp, 1, keepdim=True)).exp()
    n = r.sum(0)
    mu = (r.T @ pts) / n[:, None]
    for k in range(2):
        d = pts - mu[k]
        S[k] = (r[:, k, None] * d).T @ d / n[k] + 1e-4 * torch.eye(2)
    pi = n / n.sum()
print(mu, S, pi)
x = torch.tensor([3.0, 1.0, 2.0])
print(
    torch.sort(x),
    torch.argsort(x),
    torch.unique(torch.tensor([1, 3, 1, 2]), return_counts=True),
    torch.quantile(x, torch.tensor([0.25, 0.5])),
    torch.histc(x, 3),
    x.median(),
    torch.mode(torch.tensor([1, 1, 2])),
    torch.kthvalue(x, 2),
)
mc = torch.rand(1000, 2)
print((mc.norm(dim=1) < 1).float().mean() * 4)
print(
    torch.trapz(torch.linspace(0, 1, 11) ** 2, dx=0.1), torch.cumulative_trapezoid(torch.ones(4))
)


def bisect(f, a, b):
    for _ in range(20):
        m = (a + b) / 2
        if f(a) * f(m) <= 0:
            b = m
        else:
            a = m
    return m


print(bisect(lambda x: x**2 - 2, torch.tensor(0.0), torch.tensor(2.0)))
