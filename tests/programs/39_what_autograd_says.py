"""Errors a learner meets, graphs printed, hooks and saved tensors."""

import torch

torch.manual_seed(0)
x = torch.tensor([1.0, 0.0, -1.0], requires_grad=True)
y = torch.where(x > 0, x.sqrt(), torch.zeros_like(x))
y.sum().backward()
print(x.grad)
x.grad = None
w = x * 2
try:
    w[0] = 5.0
    z = w.exp()
    z.add_(1)
    z.sum().backward()
except RuntimeError as e:
    print(e)
try:
    x[0] = 1.0
except RuntimeError as e:
    print(e)
try:
    x.add_(1)
except RuntimeError as e:
    print(e)
try:
    x.numpy()
except RuntimeError as e:
    print(e)
try:
    bool(torch.tensor([1, 2]))
except RuntimeError as e:
    print(e)
try:
    torch.ones(2, 3) @ torch.ones(2, 3)
except RuntimeError as e:
    print(e)
try:
    torch.ones(2, 3) + torch.ones(2, 4)
except RuntimeError as e:
    print(e)
try:
    torch.nn.Linear(3, 2)(torch.ones(2, 4))
except RuntimeError as e:
    print(e)
try:
    torch.nn.functional.cross_entropy(torch.randn(2, 3), torch.tensor([0, 3]))
except IndexError as e:
    print(e)
try:
    torch.nn.functional.cross_entropy(torch.randn(2, 3), torch.tensor([0.0, 1.0]))
except RuntimeError as e:
    print(e)
try:
    torch.tensor([1, 2], requires_grad=True)
except RuntimeError as e:
    print(e)
try:
    torch.randn(3).view(2, 2)
except RuntimeError as e:
    print(e)
try:
    torch.randn(2, 3).t().view(-1)
except RuntimeError as e:
    print(e)
try:
    torch.cat([torch.ones(2, 2), torch.ones(2, 3)])
except RuntimeError as e:
    print(e)
try:
    torch.stack([torch.ones(2), torch.ones(3)])
except RuntimeError as e:
    print(e)
try:
    torch.ones(3)[5]
except IndexError as e:
    print(e)
try:
    torch.ones(3).sum(dim=2)
except IndexError as e:
    print(e)
try:
    torch.autograd.grad(x.sum(), torch.ones(1, requires_grad=True))
except RuntimeError as e:
    print(e)
try:
    torch.ones(2).backward()
except RuntimeError as e:
    print(e)
a = torch.ones(2, requires_grad=True)
b = a * 2
print(b.grad)
with torch.no_grad():
    c = a * 2
print(c.requires_grad, c.grad_fn)
c.requires_grad_(True)
print(c)
v = torch.arange(4.0, requires_grad=True)
u = v.view(2, 2)
s = u[0]
r = v.clone()
r[1:3] *= 2
r.sum().backward()
print(v.grad, r.grad_fn, s._base is not None, u.is_leaf, r._version)


def graph(fn, d=0):
    print(" " * d + type(fn).__name__)
    [graph(f, d + 2) for f, _ in fn.next_functions if f]


graph(((a @ a) * a.exp().sum() / a.var()).grad_fn)
graph(torch.nn.functional.layer_norm(v[None], (4,)).mean().grad_fn)
graph(torch.einsum("i,j->ij", v, v).tril().norm().grad_fn)
graph(torch.stack([v, v * 2]).max(0).values.cumsum(0).prod().grad_fn)
print(
    (v.std() / v.mean()).grad_fn,
    v.softmax(0).grad_fn,
    v.abs().max().grad_fn,
    (v**v).grad_fn,
    (2**v).grad_fn,
    v[[0, 1]].grad_fn,
    v[None].grad_fn,
    v.unsqueeze(0).expand(3, -1).grad_fn,
    (1 - v).grad_fn,
    v.to(torch.float64).grad_fn,
    v.sort().values.grad_fn,
    v.flip(0).grad_fn,
    v.repeat(2).grad_fn,
    v.roll(1).grad_fn,
    v.diff().grad_fn,
)
with torch.autograd.graph.saved_tensors_hooks(
    lambda t: (print("pack", t.shape), t)[1], lambda t: (print("unpack"), t)[1]
):
    q = (v.exp() * v).sum()
q.backward()
print(v.grad)
v.grad = None
h = v.register_post_accumulate_grad_hook(lambda p: print("acc", p.grad))
(v * 3).sum().backward()
h.remove()
