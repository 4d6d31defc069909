"""Data: custom Dataset, Sampler, BatchSampler, collate, IterableDataset, random_split, WeightedRandomSampler, Subset, ConcatDataset."""

import csv
import io
from dataclasses import dataclass, field
from typing import Iterator, List, NamedTuple
import torch
from torch.nn.utils.rnn import (
    pad_sequence,
    pack_padded_sequence,
    pad_packed_sequence,
    pack_sequence,
)
from torch.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    random_split,
)

CSV = "name,age,score\nann,31,0.5\nbob,25,1.5\ncat,47,-0.25\ndan,19,3.0\neve,38,2.25\n"


@dataclass
class Row:
    name: str
    age: int
    score: float
    tags: List[str] = field(default_factory=list)


class People(Dataset):
    def __init__(self, text: str):
        self.rows = [
            Row(r["name"], int(r["age"]), float(r["score"]))
            for r in csv.DictReader(io.StringIO(text))
        ]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, i: int):
        r = self.rows[i]
        return {
            "name": r.name,
            "x": torch.tensor([r.age / 10, r.score]),
            "age": r.age,
            "score": r.score,
        }


ds = People(CSV)
print(len(ds), ds.rows[0], ds[1])
for b in DataLoader(ds, batch_size=2):
    print(b)


class Batch(NamedTuple):
    seqs: torch.Tensor
    lengths: torch.Tensor


class Sequences(Dataset):
    def __init__(self):
        self.seqs = [torch.arange(1, n + 1) for n in (3, 1, 5, 2, 4, 2)]

    def __len__(self):
        return len(self.seqs)

    def __getitem__(self, i):
        return self.seqs[i]


def collate(items) -> Batch:
    return Batch(pad_sequence(items, batch_first=True), torch.tensor([len(i) for i in items]))


class ByLength(Sampler[List[int]]):
    def __init__(self, data, size):
        self.order = sorted(range(len(data)), key=lambda i: len(data[i]))
        self.size = size

    def __iter__(self) -> Iterator[List[int]]:
        for i in range(0, len(self.order), self.size):
            yield self.order[i : i + self.size]

    def __len__(self):
        return -(-len(self.order) // self.size)


seqs = Sequences()
loader = DataLoader(seqs, batch_sampler=ByLength(seqs, 2), collate_fn=collate)
print(len(loader))
for b in loader:
    print(b)
    packed = pack_padded_sequence(
        b.seqs.float().unsqueeze(-1), b.lengths, batch_first=True, enforce_sorted=False
    )
    print(packed.batch_sizes, packed.sorted_indices, packed.data.squeeze(-1))
    back, n = pad_packed_sequence(packed, batch_first=True, padding_value=-1)
    print(back.squeeze(-1), n)
try:
    next(iter(DataLoader(seqs, batch_size=3)))
except RuntimeError as e:
    print(e)
try:
    next(iter(DataLoader([object(), object()], batch_size=2)))
except TypeError as e:
    print(e)


class Stream(IterableDataset):
    def __init__(self, start, end):
        self.start, self.end = start, end

    def __iter__(self):
        return iter(range(self.start, self.end))


print(list(DataLoader(Stream(3, 10), batch_size=3, drop_last=True)))
try:
    len(DataLoader(Stream(0, 3)))
except TypeError as e:
    print(e)
try:
    DataLoader(Stream(0, 3), shuffle=True)
except ValueError as e:
    print(e)
g = torch.Generator().manual_seed(0)
t = TensorDataset(torch.arange(10), torch.arange(10) ** 2)
a, b, c = random_split(t, [0.5, 0.3, 0.2], generator=g)
print(a.indices, b.indices, c.indices, a[0])
a, b = random_split(range(7), [4, 3], generator=torch.Generator().manual_seed(42))
print(list(a), list(b), type(a).__name__)
try:
    random_split(range(7), [4, 4])
except ValueError as e:
    print(e)
print(
    list(
        WeightedRandomSampler(
            [0.1, 0.9, 0.4, 0.7, 3.0, 0.6],
            5,
            replacement=True,
            generator=torch.Generator().manual_seed(1),
        )
    )
)
print(list(SubsetRandomSampler([1, 3, 5, 7], generator=torch.Generator().manual_seed(1))))
print(list(BatchSampler(SequentialSampler(range(7)), batch_size=3, drop_last=False)))
print(
    list(
        RandomSampler(
            range(5), replacement=True, num_samples=8, generator=torch.Generator().manual_seed(3)
        )
    )
)
cat = ConcatDataset([Subset(t, [0, 2]), t])
print(len(cat), cat[1], cat[-1], cat.cumulative_sizes)
torch.manual_seed(9)
dl = DataLoader(t, batch_size=4, shuffle=True, generator=torch.Generator().manual_seed(2))
for e in range(2):
    print([x.tolist() for x, _ in dl])
print(default_collate([(1, 2.5, "a"), (3, 4.5, "b")]))
print(default_collate([{"k": [1, 2]}, {"k": [3, 4]}]))
print(
    default_collate(
        [Batch(torch.ones(2), torch.tensor(1)), Batch(torch.zeros(2), torch.tensor(2))]
    )
)
print(dl.dataset is t, dl.batch_size, dl.drop_last, type(dl.sampler).__name__, dl.num_workers)
ps = pack_sequence([torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0, 5.0]), torch.tensor([6.0])])
print(ps)
print(pad_packed_sequence(ps))
