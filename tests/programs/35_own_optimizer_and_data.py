"""An optimizer, data sets, samplers and collation of one's own."""

import torch
from torch.optim import Optimizer
from torch.utils.data import *


class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        if not 0.0 <= lr:
            raise ValueError("Invalid learning rate: {}".format(lr))
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.data.mul_(1 - group["lr"] * group["weight_decay"])
                grad = p.grad
                state = self.state[p]
                if len(state) == 0:
                    state["exp_avg"] = torch.zeros_like(p)
                e = state["exp_avg"]
                b1, b2 = group["betas"]
                upd = e * b1 + grad * (1 - b1)
                p.add_(upd.sign_(), alpha=-group["lr"])
                e.mul_(b2).add_(grad, alpha=1 - b2)
        return loss


torch.manual_seed(0)
w = torch.nn.Parameter(torch.randn(3))
o = Lion([{"params": [w]}, {"params": [torch.nn.Parameter(torch.ones(1))], "lr": 1.0}], lr=0.1)
print(o)
for _ in range(2):
    o.zero_grad()
    print(o.step(lambda: None))
    (w**2).sum().backward()
    o.step()
    print(w)
print(o.state_dict())
try:
    Lion([], 1)
except ValueError as e:
    print(e)
try:
    Lion(w)
except TypeError as e:
    print(e)
try:
    torch.optim.SGD([w * 2], 0.1)
except ValueError as e:
    print(e)
o.add_param_group({"params": torch.nn.Parameter(torch.zeros(2))})
print(len(o.param_groups))


class Seq(Dataset):
    def __init__(self, n):
        self.d = [torch.arange(i % 4 + 1) for i in range(n)]

    def __len__(self):
        return len(self.d)

    def __getitem__(self, i):
        return self.d[i], i


def pad(batch):
    xs, ys = zip(*batch)
    return (
        torch.nn.utils.rnn.pad_sequence(xs, batch_first=True, padding_value=-1),
        torch.tensor(ys),
        torch.tensor([len(x) for x in xs]),
    )


for b in DataLoader(
    Seq(6), batch_size=4, collate_fn=pad, shuffle=True, generator=torch.Generator().manual_seed(1)
):
    print(b)


class Every(Sampler):
    def __init__(self, ds, k):
        self.ds, self.k = ds, k

    def __iter__(self):
        return iter(range(0, len(self.ds), self.k))

    def __len__(self):
        return len(self.ds) // self.k


print(
    [
        b[1].tolist()
        for b in DataLoader(Seq(8), sampler=Every(Seq(8), 2), batch_size=2, collate_fn=pad)
    ]
)
ws = WeightedRandomSampler(
    torch.tensor([0.1, 0.9, 0.5]), 6, generator=torch.Generator().manual_seed(0)
)
print(list(ws))
tr, va = random_split(range(10), [7, 3], generator=torch.Generator().manual_seed(42))
print(list(tr), va.indices, len(va))
print(random_split(range(10), [0.5, 0.5], torch.Generator().manual_seed(0))[0].indices)
print(
    list(BatchSampler(SequentialSampler(range(5)), 2, False)),
    list(SubsetRandomSampler([3, 1, 2], torch.Generator().manual_seed(3))),
    len(ConcatDataset([range(3), range(4)])),
    Subset(range(10), [1, 2])[1],
)


class It(IterableDataset):
    def __iter__(self):
        yield from (torch.tensor([float(i), i * 2.0]) for i in range(5))


for b in DataLoader(It(), batch_size=2, drop_last=True):
    print(b)
d = DataLoader(
    [{"a": 1, "b": torch.ones(2), "c": "x"}, {"a": 2, "b": torch.zeros(2), "c": "y"}], batch_size=2
)
print(next(iter(d)))
print(next(iter(DataLoader([(1, 2.5), (3, 4.0)], batch_size=2))))
print(default_collate([torch.tensor(1), torch.tensor(2)]), len(d), d.batch_size, d.dataset[0]["a"])
try:
    default_collate([torch.ones(2), torch.ones(3)])
except RuntimeError as e:
    print(e)
try:
    DataLoader(Seq(3), batch_size=0)
except ValueError as e:
    print(e)


def worker(i):
    pass


g = torch.Generator()
g.manual_seed(0)
dl = DataLoader(
    TensorDataset(torch.arange(6.0)),
    batch_size=3,
    shuffle=True,
    generator=g,
    worker_init_fn=worker,
    pin_memory=False,
    num_workers=0,
)
print([b for b in dl])
