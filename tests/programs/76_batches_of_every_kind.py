"""Words as a data set, batched by length, by weight, as a stream, in folds, and every way to ask for them wrongly."""

import torch, random, collections, warnings
from torch.utils.data import (
    Dataset,
    IterableDataset,
    DataLoader,
    Subset,
    ConcatDataset,
    random_split,
    WeightedRandomSampler,
    SubsetRandomSampler,
    BatchSampler,
    SequentialSampler,
    RandomSampler,
    default_collate,
    TensorDataset,
    ChainDataset,
    StackDataset,
    get_worker_info,
    Sampler,
)

torch.manual_seed(0)


class Words(Dataset):
    def __init__(self, words, transform=None):
        self.words, self.transform = words, transform

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        w = self.words[i]
        t = torch.tensor([ord(c) - 96 for c in w])
        return {
            "ids": self.transform(t) if self.transform else t,
            "len": len(w),
            "word": w,
            "vowel": float(sum(c in "aeiou" for c in w)),
            "pair": (i, i * 2.0),
        }


class Compose:
    def __init__(self, *ts):
        self.ts = ts

    def __call__(self, x):
        for t in self.ts:
            x = t(x)
        return x

    def __repr__(self):
        return f"Compose({', '.join(t.__name__ for t in self.ts)})"


def shift(x):
    return x + 1


def clip(x):
    return x.clamp(max=20)


ds = Words("apple fig kiwi banana pear plum grape melon".split(), Compose(shift, clip))
print(ds.transform, ds[1])


def pad(batch):
    ids = torch.nn.utils.rnn.pad_sequence(
        [b["ids"] for b in batch], batch_first=True, padding_value=0
    )
    return ids, torch.tensor([b["len"] for b in batch]), [b["word"] for b in batch]


for ids, lens, words in DataLoader(
    ds, 3, shuffle=True, collate_fn=pad, generator=torch.Generator().manual_seed(1)
):
    print(ids.tolist(), lens, words)
print(
    default_collate(
        [
            {"a": torch.ones(2), "b": (1, 2.0), "c": "x"},
            {"a": torch.zeros(2), "b": (3, 4.0), "c": "y"},
        ]
    )
)
tr, va, te = random_split(ds, [0.5, 0.25, 0.25], generator=torch.Generator().manual_seed(0))
print(len(tr), list(va.indices), te.indices, type(tr).__name__)
w = WeightedRandomSampler(
    [1, 1, 1, 1, 5, 5, 5, 5], 8, replacement=True, generator=torch.Generator().manual_seed(2)
)
print(
    list(w),
    list(BatchSampler(SequentialSampler(range(7)), 3, True)),
    list(BatchSampler(RandomSampler(range(5)), 2, False)),
    list(SubsetRandomSampler([3, 1, 4])),
)


class ByLength(Sampler):
    def __init__(s, ds, bs):
        s.order = sorted(range(len(ds)), key=lambda i: len(ds.words[i]))
        s.bs = bs

    def __iter__(s):
        yield from (s.order[i : i + s.bs] for i in range(0, len(s.order), s.bs))

    def __len__(s):
        return -(-len(s.order) // s.bs)


dl = DataLoader(ds, batch_sampler=ByLength(ds, 3), collate_fn=pad)
print(len(dl), [x[2] for x in dl])


class Stream(IterableDataset):
    def __init__(s, n):
        s.n = n

    def __iter__(s):
        yield from (torch.tensor([i, i * i]) for i in range(s.n))


print(
    [b.tolist() for b in DataLoader(Stream(5), batch_size=2)],
    get_worker_info(),
    [x.tolist() for x in DataLoader(Stream(2), batch_size=None)],
    [b for b in DataLoader(ChainDataset([Stream(1), Stream(2)]), batch_size=3)],
)
both = ConcatDataset([TensorDataset(torch.arange(3)), TensorDataset(torch.arange(10, 12))])
print(
    len(both),
    both[4],
    both.cumulative_sizes,
    [b for b in DataLoader(both, 2)],
    StackDataset(torch.arange(2), torch.ones(2))[1],
)
for bad in (
    lambda: DataLoader(ds, batch_size=0),
    lambda: DataLoader(ds, shuffle=True, sampler=w),
    lambda: next(iter(DataLoader(ds, 2))),
    lambda: random_split(ds, [3, 3]),
    lambda: both[9],
    lambda: TensorDataset(torch.ones(2), torch.ones(3)),
    lambda: len(DataLoader(Stream(3))),
    lambda: DataLoader(ds, 2, drop_last=True, batch_sampler=ByLength(ds, 2)),
    lambda: default_collate([1, "a", object()]),
):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e)[:170])


def kfold(n, k):
    idx = torch.randperm(n, generator=torch.Generator().manual_seed(9))
    folds = idx.chunk(k)
    for i in range(k):
        yield torch.cat([f for j, f in enumerate(folds) if j != i]), folds[i]


X = torch.randn(20, 3)
y = X @ torch.tensor([1.0, 2, 3]) + 0.1 * torch.randn(20)
scores = []
for f, (a, b) in enumerate(kfold(20, 4)):
    wt = torch.linalg.lstsq(X[a], y[a, None]).solution
    scores.append(((X[b] @ wt).squeeze() - y[b]).pow(2).mean())
    print(f"fold {f}: {scores[-1]:.5f}")
print(
    f"{torch.stack(scores).mean():.4f} ± {torch.stack(scores).std():.4f}",
    Subset(ds, [0, 2])[1]["word"],
    iter(DataLoader(ds, 4, collate_fn=pad)).__class__.__name__,
)
it = iter(DataLoader(TensorDataset(torch.arange(6)), 4))
print(next(it), next(it), next(it, "done"))
print(
    DataLoader(ds).sampler.__class__.__name__,
    DataLoader(ds, 2, shuffle=True).batch_sampler.drop_last,
)
