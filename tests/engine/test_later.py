"""What is read only when a program first asks for it is there as if it had always been.

Each program runs in a process of its own: here, everything has been read.
"""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from engine.calls.later import read
from engine.surface.rarer import FAMILIES
from engine.surface.surface import EVERYDAY

START = "import sys, engine as torch\n"
READ = "'engine.surface.rarer' in sys.modules"


def printed(program: str) -> str:
    """What a program prints in a process that has read nothing else."""
    command = [sys.executable, "-c", START + program]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_everyday_programs_read_only_the_everyday() -> None:
    program = (
        "x = torch.ones(2, 3, requires_grad=True); y = (x @ x.t()).relu().sum(); y.backward(); "
        f"print(torch.manual_seed(0) is not None, torch.rand(2).shape, x.grad[0], {READ}); "
        "print('engine.symbolic.symbol' in sys.modules); "
        "print(sys.modules['engine.ops.matmul'].product.__module__)"  # called directly from now on
    )
    seen = "True torch.Size([2]) tensor([4., 4., 4.]) False\nFalse\nengine.kernels.products\n"
    assert printed(program) == seen


@pytest.mark.parametrize("asked", [
    "torch.ones(2).cumsum(0).tolist() == [1, 2]",  # a method of a tensor
    "torch.Tensor.cumsum(torch.ones(2), 0).tolist() == [1, 2]",
    "torch.cumsum(torch.ones(2), 0).tolist() == [1, 2]",
    "torch.ones(2).std().item() == 0",
    "torch.ones(1).unsqueeze_(0).ndim == 2",  # an in-place twin
    "hasattr(torch.Tensor, 'cholesky') and not hasattr(torch.Tensor, 'nothing')",
    "not torch.cuda.is_available()",
    "torch.linalg.det(torch.eye(2)).item() == 1",
    "'cumsum' in dir(torch) and 'nn' in dir(torch)",
    "isinstance(type('Own', (torch.Tensor,), {})(torch.ones(2)).cumsum(0), torch.Tensor)",
])  # fmt: skip
def test_what_is_rarer_is_there_when_it_is_asked_for(asked: str) -> None:
    assert printed(f"print({asked}, {READ})") == "True True\n"


def test_a_star_brings_the_rarer_too() -> None:
    assert printed("from engine import *\nprint(erf(ones(1)).shape, cumsum(ones(2), 0))") == (
        "torch.Size([1]) tensor([1., 2.])\n"
    )


def test_every_family_is_read_once() -> None:
    assert len({*EVERYDAY, *FAMILIES}) == len(EVERYDAY) + len(FAMILIES)


@pytest.mark.parametrize("part", ["real", "imag"])
def test_what_is_rarer_can_be_written_to_before_it_was_read(part: str) -> None:
    program = f"x = torch.tensor([1 + 2j]); x.{part} = torch.zeros(1); print(x.{part}, x.angle())"
    assert printed(f"{program}\nprint({READ})").startswith("tensor([0.]) tensor([")


def test_a_method_is_made_once_whoever_asks_first() -> None:
    program = (
        "x = torch.ones(2); first = torch.Tensor.sum\n"
        "print(first is torch.Tensor.sum, first.__name__, first(x).item(), x.sum().item())\n"
        f"print(x.add_(1).tolist(), {READ}, torch.Tensor.sum is first)"
    )
    assert printed(program) == "True sum 2.0 2.0\n[2.0, 2.0] False True\n"


def test_reading_leaves_the_collector_as_it_was() -> None:
    assert gc.isenabled()
    with pytest.raises(ModuleNotFoundError):
        read(["dtypes", "nowhere"])
    assert gc.isenabled()
    gc.disable()
    try:
        read(["dtypes"])
        assert not gc.isenabled()
    finally:
        gc.enable()
