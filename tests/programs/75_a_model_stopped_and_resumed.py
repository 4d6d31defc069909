"""A model stopped, kept in a file and resumed with the very same numbers, and what does not fit into it refused."""

import torch, io, copy, os, random, tempfile
import numpy as np
from torch import nn


def seed_all(s):
    random.seed(s)
    np.random.seed(s)
    torch.manual_seed(s)


seed_all(5)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 8)
        self.bn = nn.BatchNorm1d(8)
        self.drop = nn.Dropout(0.3)
        self.b = nn.Linear(8, 1)
        self.register_buffer("steps", torch.tensor(0))
        self.extra = {"k": 1}

    def forward(self, x):
        self.steps += 1
        return self.b(self.drop(torch.relu(self.bn(self.a(x)))))

    def get_extra_state(self):
        return self.extra

    def set_extra_state(self, s):
        self.extra = s


net = Net()
opt = torch.optim.Adam(net.parameters(), 0.01)
sch = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 10)
X, Y = torch.randn(32, 4), torch.randn(32, 1)


def steps(net, opt, sch, n):
    out = []
    for _ in range(n):
        l = nn.functional.smooth_l1_loss(net(X), Y)
        opt.zero_grad()
        l.backward()
        opt.step()
        sch.step()
        out.append(round(l.item(), 5))
    return out


print(steps(net, opt, sch, 3))
path = os.path.join(tempfile.mkdtemp(), "ck.pt")
torch.save(
    {
        "model": net.state_dict(),
        "opt": opt.state_dict(),
        "sch": sch.state_dict(),
        "rng": torch.get_rng_state(),
        "np": np.random.get_state()[1][:3].tolist(),
        "epoch": 3,
    },
    path,
)
first = steps(net, opt, sch, 3)
ck = torch.load(path, weights_only=True)
print(
    list(ck),
    ck["epoch"],
    list(ck["model"]),
    ck["model"]["_extra_state"],
    ck["opt"]["param_groups"][0]["lr"],
)
net2 = Net()
opt2 = torch.optim.Adam(net2.parameters(), 0.5)
sch2 = torch.optim.lr_scheduler.CosineAnnealingLR(opt2, 10)
print(net2.load_state_dict(ck["model"]))
opt2.load_state_dict(ck["opt"])
sch2.load_state_dict(ck["sch"])
torch.set_rng_state(ck["rng"])
print(first == steps(net2, opt2, sch2, 3), first, net2.steps, sch2.get_last_lr())
bad = {k: v for k, v in net.state_dict().items() if "b." not in k}
bad["zz"] = torch.ones(1)
bad["a.weight"] = torch.ones(2, 2)
try:
    net2.load_state_dict(bad)
except RuntimeError as e:
    print(e)
bad.pop("a.weight")
r = net2.load_state_dict(bad, strict=False)
print(r, r.missing_keys)
buf = io.BytesIO()
torch.save([torch.arange(3), {"x": torch.ones(2, dtype=torch.bfloat16)}], buf)
buf.seek(0)
print(torch.load(buf))
twin = copy.deepcopy(net)
twin.a.weight.data.zero_()
print(net.a.weight.abs().sum() > 0, twin.a.weight.grad is not None)
with torch.random.fork_rng():
    torch.manual_seed(9)
    a = torch.rand(2)
print(a, torch.initial_seed(), torch.Generator().manual_seed(7).initial_seed())
g = torch.Generator().manual_seed(1)
s = g.get_state()
p = torch.rand(2, generator=g)
g.set_state(s)
print(p == torch.rand(2, generator=g), s.shape, s.dtype)
torch.nn.utils.vector_to_parameters(
    torch.zeros(sum(p.numel() for p in net.parameters())), net.parameters()
)
print(nn.utils.parameters_to_vector(net.parameters()).abs().sum())
