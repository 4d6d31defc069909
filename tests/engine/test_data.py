"""Data sets, samplers and loaders: their order, batches and words as PyTorch's."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.oracle import assert_same

WORKERS = Path(__file__).parent / "loaders_and_their_workers.txt"
PROGRAMS = (
    "d=DataLoader(TensorDataset(torch.arange(10)),batch_size=3,shuffle=True); torch.manual_seed(0); print([b[0].tolist() for b in d]); print([b[0].tolist() for b in d]); print(len(d), d.batch_size, d.sampler.__class__, d.drop_last)",
    "g=torch.Generator().manual_seed(2); d=DataLoader(TensorDataset(torch.arange(10)),batch_size=4,shuffle=True,generator=g,drop_last=True); print([b[0].tolist() for b in d],torch.rand(1) if 0 else ''); print([b[0].tolist() for b in d])",
    "torch.manual_seed(1); print([s.indices for s in random_split(range(10),[.5,.3,.2])], [list(s) for s in random_split(range(6),[2,4])])",
    "random_split(range(10),[3,3])",
    "torch.manual_seed(1); print(list(WeightedRandomSampler([.1,.9,.4],6)), list(WeightedRandomSampler([.1,.9,.4],2,False)), list(RandomSampler(range(5),True,7)), list(SubsetRandomSampler([3,4,5])), list(BatchSampler(SequentialSampler(range(7)),3,False)))",
    "WeightedRandomSampler([1.],-1)",
    "BatchSampler(range(3),0,False)",
    "RandomSampler(range(3),1)",
    "RandomSampler([])",
    "DataLoader([],shuffle=True)",
    "DataLoader(range(3),batch_size=0)",
    "DataLoader(range(3),num_workers=-1)",
    "DataLoader(range(3),batch_size=None,drop_last=True)",
    "DataLoader(range(3),sampler=SequentialSampler(range(3)),shuffle=True)",
    "DataLoader(range(3),batch_sampler=[[1]],batch_size=2)",
    "print(list(DataLoader(range(5),2)), list(DataLoader([1.,2.])), list(DataLoader(['a','b'],2)), list(DataLoader([(1,{'a':2.}),(3,{'a':4.})],2)), list(DataLoader([[1,2],[3,4]],2)))",
    "list(DataLoader([[1,2],[3]],2))",
    "list(DataLoader([None,None],2))",
    "list(DataLoader([torch.ones(2),torch.ones(3)],2))",
    """
import numpy as np
print(list(DataLoader(np.arange(6.).reshape(3,2),2)), default_collate([np.float32(1),np.float32(2)]), default_convert([np.ones(2),1,'a',{'b':np.int64(1)}]))
""",
    """
import numpy as np
default_collate(np.array(['a','b']))
""",
    """

class I(IterableDataset):
  def __iter__(self): return iter(range(5))
print(list(DataLoader(I(),batch_size=2)), list(DataLoader(I(),batch_size=None))); DataLoader(I(),shuffle=True)
""",
    """

class D(Dataset):
  def __len__(self): return 4
  def __getitem__(self,i): return torch.tensor([i]), i*2.
print(list(DataLoader(D(),2)), D()+D(), len(D()+D()), (D()+D())[5]); Dataset()[0]
""",
    "print(len(ConcatDataset([range(3),range(2)])), ConcatDataset([range(3),range(2)])[-1], list(ChainDataset([])) , Subset(range(5),[1,3])[1], len(Subset(range(5),[1])), StackDataset(range(3),range(3))[1]); ConcatDataset([])",
    "TensorDataset(torch.ones(2),torch.ones(3))",
    "d=DataLoader(TensorDataset(torch.ones(4,2)),2); print(next(iter(d))); d.batch_size=3",
    "print(get_worker_info()); import collections; P=collections.namedtuple('P','x y'); print(default_collate([P(1,2),P(3,4)]))",
    "print(list(DistributedSampler(range(7),2,1,shuffle=False)), list(DistributedSampler(range(7),2,0)), default_collate([b'a',b'b']), default_collate([True,False]))",
    "torch.manual_seed(0); d=DataLoader(range(6),2,True); print([b.tolist() for b in d], torch.rand(1))",
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_data_come_as_in_pytorch(program: str) -> None:
    assert_same(f"import numpy as np\nfrom torch.utils.data import *\n{program}")


def test_workers_fetch_what_pytorchs_processes_do() -> None:
    """In processes of their own: PyTorch's loader leaves threads behind."""
    program = WORKERS.read_text(encoding="utf-8")
    assert printed(f"import engine\nengine.install_as_torch()\n{program}") == printed(program)


def printed(program: str) -> str:
    """What a program prints in a process of its own."""
    called = (sys.executable, "-W", "ignore", "-c", program)
    return subprocess.run(called, capture_output=True, check=True, text=True).stdout
