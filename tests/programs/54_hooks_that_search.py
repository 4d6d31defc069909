"""Debugging gradients: forward/backward hooks, tensor hooks, retain_grad, anomaly, NaN search, gradient flow table."""

import logging
import sys
import warnings
from collections import OrderedDict
import torch
import torch.nn as nn

logging.basicConfig(
    stream=sys.stdout, level=logging.INFO, format="%(levelname)s:%(name)s:%(message)s"
)
log = logging.getLogger("grads")
torch.manual_seed(7)
model = nn.Sequential(
    OrderedDict(
        [
            ("fc1", nn.Linear(4, 6)),
            ("act1", nn.Tanh()),
            ("fc2", nn.Linear(6, 6)),
            ("act2", nn.ReLU()),
            ("out", nn.Linear(6, 2)),
        ]
    )
)
activations, handles = {}, []


def save(name):
    def hook(module, args, output):
        activations[name] = output.detach()
        log.info(
            "%s in=%s out=%s mean=%.4f",
            name,
            tuple(args[0].shape),
            tuple(output.shape),
            output.mean(),
        )

    return hook


def bwd(name):
    def hook(module, grad_input, grad_output):
        log.info(
            "%s grad_in=%s grad_out=%s",
            name,
            [None if g is None else round(g.norm().item(), 4) for g in grad_input],
            [round(g.norm().item(), 4) for g in grad_output],
        )

    return hook


for n, m in model.named_children():
    handles += [m.register_forward_hook(save(n)), m.register_full_backward_hook(bwd(n))]
handles.append(
    model.register_forward_pre_hook(lambda m, a: print("pre", m.__class__.__name__, a[0].shape))
)
x, t = torch.randn(5, 4), torch.tensor([0, 1, 0, 1, 1])
loss = nn.functional.cross_entropy(model(x), t)
loss.backward()
print(list(activations), loss)
for h in handles:
    h.remove()
print(f"{'name':<12}{'shape':>12}{'mean |g|':>12}{'max |g|':>12}")
for n, p in model.named_parameters():
    print(
        f"{n:<12}{str(tuple(p.shape)):>12}{p.grad.abs().mean():>12.6f}{p.grad.abs().max():>12.6f}"
    )
h = torch.randn(3, requires_grad=True)
y = h * 2
y.retain_grad()
y.register_hook(lambda g: print("y", g))
h.register_hook(lambda g: g.clamp(max=1))
hp = h.register_post_accumulate_grad_hook(lambda p: print("accumulated", p.grad))
(y**2).sum().backward()
print(y.grad, h.grad)
hp.remove()
print(y.retains_grad, y.is_leaf, h.is_leaf)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    (h * 2).grad
    print(w[0].category.__name__, str(w[0].message)[:80])
z = torch.tensor([0.0, 1.0], requires_grad=True)
z = torch.tensor([0.0, 1.0], requires_grad=True)
torch.where(z > 0, z.log(), torch.zeros_like(z)).sum().backward()
print(z.grad)
print(torch.isnan(z.grad).any(), torch.isfinite(z.grad))


def check(module, inp, out):
    if not torch.isfinite(out).all():
        raise FloatingPointError(f"non-finite output in {module}")


bad = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
for m in bad.modules():
    m.register_forward_hook(check)
with torch.no_grad():
    bad[0].weight.fill_(float("inf"))
try:
    bad(torch.ones(1, 2))
except FloatingPointError as e:
    print(e)
a = torch.ones(2, requires_grad=True)
b = a * 3
print(b.grad_fn.name(), b.grad_fn.next_functions[0][0].variable is a)
c = b.exp()
b.add_(1)
c.sum().backward()
d = a.exp()
d.mul_(2)
try:
    d.sum().backward()
except RuntimeError as e:
    print(e)


def walk(fn, depth=0):
    if fn is None:
        return
    print("  " * depth + fn.name())
    for nxt, _ in fn.next_functions:
        walk(nxt, depth + 1)


walk(nn.functional.cross_entropy(model(x), t).grad_fn)
for mod in (nn.Linear(2, 2), nn.Conv2d(1, 2, 3)):
    out = mod(torch.randn(1, 1, 4, 2) if isinstance(mod, nn.Linear) else torch.randn(1, 1, 4, 4))
    walk(out.sum().grad_fn)
