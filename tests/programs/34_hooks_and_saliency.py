"""Activations by hooks, Grad-CAM, guided backward, integrated gradients, adversarial examples."""

import torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(4, 6, 3, padding=1),
            nn.ReLU(),
        )
        self.gap = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        x = self.features(x)
        return self.fc(self.gap(x).flatten(1))


m = Net().eval()
x = torch.randn(1, 1, 8, 8, requires_grad=True)
acts, grads = {}, {}


def get(name):
    def hook(model, input, output):
        acts[name] = output.detach()

    return hook


h1 = m.features[4].register_forward_hook(get("f"))
h2 = m.features[4].register_full_backward_hook(lambda mod, gi, go: grads.__setitem__("f", go[0]))
h3 = m.fc.register_forward_pre_hook(lambda mod, inp: print("pre", inp[0].shape))
out = m(x)
out[0, out.argmax()].backward()
w = grads["f"].mean(dim=(2, 3), keepdim=True)
cam = F.relu((w * acts["f"]).sum(1, keepdim=True))
cam = F.interpolate(cam, size=(8, 8), mode="bilinear", align_corners=False)
cam = (cam - cam.min()) / (cam.max() - cam.min() + 1e-8)
print(cam[0, 0, :2])
sal, _ = torch.max(x.grad.data.abs(), dim=1)
print(sal[0, 0])
print(h1, type(h1).__name__) if False else None
for h in (h1, h2, h3):
    h.remove()
print(m._forward_hooks if False else len(m.features[4]._forward_hooks))


# guided backprop & integrated gradients & smoothgrad
def guided(mod, gi, go):
    return (torch.clamp(gi[0], min=0.0),)


hs = [l.register_full_backward_hook(guided) for l in m.modules() if isinstance(l, nn.ReLU)]
x.grad = None
m(x)[0, 1].backward()
print(x.grad[0, 0, 0])
[h.remove() for h in hs]
base = torch.zeros_like(x)
tot = 0
for a in torch.linspace(0, 1, 5):
    xi = (base + a * (x - base)).detach().requires_grad_()
    m(xi)[0, 0].backward()
    tot = tot + xi.grad
print(((x - base) * tot / 5).sum())
eps = 0.1
xx = x.detach().clone().requires_grad_(True)
loss = F.nll_loss(F.log_softmax(m(xx), 1), torch.tensor([2]))
m.zero_grad()
loss.backward()
adv = torch.clamp(xx + eps * xx.grad.data.sign(), -1, 1)
print(F.cross_entropy(m(adv), torch.tensor([2])) > loss)
ext = nn.Sequential(*list(m.children())[:-1])
print(ext(x).shape, [n for n, _ in m.named_children()], [n for n, _ in m.named_modules()])
for p in m.features.parameters():
    p.requires_grad = False
print([n for n, p in m.named_parameters() if p.requires_grad])
m.fc = nn.Linear(m.fc.in_features, 2)
print(m.fc, sum(p.numel() for p in m.parameters() if p.requires_grad))


def count(mod, i, o):
    mod.__flops__ = o.numel() * mod.weight.numel() // mod.weight.shape[0]


hs = [l.register_forward_hook(count) for l in m.modules() if isinstance(l, (nn.Conv2d, nn.Linear))]
m(x)
print(sum(getattr(l, "__flops__", 0) for l in m.modules()))
t = torch.ones(2, requires_grad=True)
u = t * 3
u.register_hook(lambda g: g * 2)
u.register_hook(lambda g: print("g", g))
u.retain_grad()
u.sum().backward()
print(t.grad, u.grad)
m.register_module("extra", nn.Identity())
m.add_module("x2", nn.Tanh())
print(m.get_submodule("features.0"), m.get_parameter("fc.bias").shape)
