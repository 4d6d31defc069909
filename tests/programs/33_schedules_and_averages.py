"""A range test, every schedule, early stopping, moving averages of weights."""

import torch, torch.nn as nn, copy, math
from torch.optim.lr_scheduler import *

torch.manual_seed(0)
model = nn.Linear(3, 1)
x, y = torch.randn(32, 3), torch.randn(32, 1)


class LRFinder:
    def __init__(self, m, o, c):
        self.m, self.o, self.c = m, o, c
        self.ms = copy.deepcopy(m.state_dict())
        self.os = copy.deepcopy(o.state_dict())
        self.h = []

    def range_test(self, lo, hi, n):
        for g in self.o.param_groups:
            g["lr"] = lo
        sch = torch.optim.lr_scheduler.LambdaLR(self.o, lambda i: (hi / lo) ** (i / n))
        best = None
        for i in range(n):
            l = self.c(self.m(x), y)
            self.o.zero_grad()
            l.backward()
            self.o.step()
            sch.step()
            self.h.append((sch.get_last_lr()[0], l.item()))
            if best is None or l < best:
                best = l.item()
            if l > 4 * best:
                break

    def reset(self):
        self.m.load_state_dict(self.ms)
        self.o.load_state_dict(self.os)


o = torch.optim.SGD(model.parameters(), lr=1e-3)
f = LRFinder(model, o, nn.MSELoss())
f.range_test(1e-3, 10, 12)
print([(f"{a:.5f}", f"{b:.4f}") for a, b in f.h])
f.reset()
print(o)
for mk in [
    lambda o: StepLR(o, 2, 0.5),
    lambda o: MultiStepLR(o, [2, 4], 0.1),
    lambda o: ExponentialLR(o, 0.9),
    lambda o: CosineAnnealingLR(o, 5),
    lambda o: CosineAnnealingWarmRestarts(o, 2, 2),
    lambda o: OneCycleLR(o, 1.0, total_steps=8),
    lambda o: CyclicLR(o, 0.01, 0.1, 2),
    lambda o: LinearLR(o, 0.1, total_iters=4),
    lambda o: PolynomialLR(o, 4, 2.0),
    lambda o: ConstantLR(o, 0.5, 2),
    lambda o: SequentialLR(o, [LinearLR(o, 0.1, total_iters=2), ExponentialLR(o, 0.9)], [2]),
    lambda o: MultiplicativeLR(o, lambda e: 0.95),
]:
    o = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    s = mk(o)
    L = []
    for i in range(7):
        o.step()
        L.append(f"{o.param_groups[0]['lr']:.5f}")
        s.step()
    print(type(s).__name__, L, s.last_epoch)
o = torch.optim.SGD(model.parameters(), lr=0.1)
s = ReduceLROnPlateau(o, "min", patience=1, factor=0.5)
for l in [1, 0.9, 0.95, 0.94, 0.93, 0.92]:
    s.step(l)
    print(o.param_groups[0]["lr"], s.num_bad_epochs, s.get_last_lr())
s = StepLR(o, 2)
s.step()
print(s.state_dict())


class EarlyStopping:
    def __init__(self, patience=2, delta=0):
        self.patience, self.delta, self.best, self.n, self.stop = patience, delta, None, 0, False

    def __call__(self, v, m):
        if self.best is None or v < self.best - self.delta:
            self.best = v
            self.n = 0
            self.sd = {k: t.clone() for k, t in m.state_dict().items()}
        else:
            self.n += 1
            print(f"EarlyStopping counter: {self.n} out of {self.patience}")
            self.stop = self.n >= self.patience


e = EarlyStopping()
for v in [1.0, 0.8, 0.9, 0.85, 0.7]:
    e(v, model)
    if e.stop:
        print("stop")
        break


class EMA:
    def __init__(self, m, d):
        self.d = d
        self.shadow = {n: p.data.clone() for n, p in m.named_parameters() if p.requires_grad}

    def update(self, m):
        for n, p in m.named_parameters():
            self.shadow[n] = (1.0 - self.d) * p.data + self.d * self.shadow[n]


model.reset_parameters()
ema = EMA(model, 0.9)
opt = torch.optim.Adam(model.parameters(), 0.1)
avg = torch.optim.swa_utils.AveragedModel(
    model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.9)
)
swa = torch.optim.swa_utils.AveragedModel(model)
for _ in range(3):
    l = ((model(x) - y) ** 2).mean()
    opt.zero_grad()
    l.backward()
    opt.step()
    ema.update(model)
    avg.update_parameters(model)
    swa.update_parameters(model)
print(ema.shadow, list(avg.parameters()), swa.n_averaged, swa.module.weight)
sc = torch.optim.swa_utils.SWALR(opt, swa_lr=0.05)
sc.step()
print(sc.get_last_lr())
