"""Pruning by size, by channel, at random and by a rule of one's own."""

import torch, torch.nn as nn
from torch.nn.utils import prune

torch.manual_seed(0)


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3)
        self.fc1 = nn.Linear(12, 8)
        self.fc2 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc2(self.fc1(x))


m = LeNet()
mod = m.conv1
prune.random_unstructured(mod, name="weight", amount=0.3)
prune.l1_unstructured(mod, name="bias", amount=3)
prune.ln_structured(mod, name="weight", amount=0.5, n=2, dim=0)
print(mod.weight)
for hook in mod._forward_pre_hooks.values():
    if hook._tensor_name == "weight":
        break
print([type(h).__name__ for h in hook])
print(m.state_dict().keys())
for name, mm in m.named_modules():
    if isinstance(mm, nn.Linear):
        prune.random_structured(mm, "weight", amount=0.25, dim=1)
print(dict(m.named_buffers()).keys())
print(m.fc1.weight)


class Foo(prune.BasePruningMethod):
    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask


def foo_unstructured(module, name):
    Foo.apply(module, name)
    return module


m = LeNet()
foo_unstructured(m.fc2, name="bias")
print(m.fc2.bias_mask)
opt = torch.optim.SGD(m.parameters(), 0.1)
for _ in range(2):
    opt.zero_grad()
    m(torch.ones(1, 12)).sum().backward()
    print(m.fc2.bias_orig.grad)
    opt.step()
    print(m.fc2.bias)
prune.identity(m.fc1, "weight")
prune.remove(m.fc1, "weight")
for f in [
    lambda: prune.remove(m.fc1, "weight"),
    lambda: prune.l1_unstructured(m.fc1, "weight", 2.0),
    lambda: prune.l1_unstructured(m.fc1, "weight", "a"),
    lambda: prune.ln_structured(m.fc1, "bias", 0.5, 2, 0),
    lambda: prune.l1_unstructured(m.fc1, "bias", 500),
]:
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
print(prune.L1Unstructured(0.5).prune(torch.tensor([1.0, -3.0, 2.0, 0.5])))
