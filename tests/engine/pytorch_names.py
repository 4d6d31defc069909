"""The public names of PyTorch's modules, which the engine has or refuses by name.

``python -m tests.engine.pytorch_names`` writes them to ``engine/calls/pytorch_names.txt``; with
``-`` it prints them.
"""

from __future__ import annotations

import functools
import importlib
import subprocess
import sys
import types
import typing
import warnings
from pathlib import Path
from typing import Any

import torch

from engine.calls.lists import NAMES

MODULES = (
    "torch", "torch.Tensor", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.nn.utils",
    "torch.nn.utils.parametrizations", "torch.nn.utils.parametrize", "torch.nn.utils.rnn",
    "torch.nn.utils.stateless", "torch.optim", "torch.optim.lr_scheduler",
    "torch.optim.swa_utils", "torch.autograd", "torch.autograd.functional",
    "torch.autograd.graph", "torch.autograd.forward_ad", "torch.utils", "torch.utils.checkpoint",
    "torch.utils.data", "torch.linalg", "torch.special", "torch.fft", "torch.func",
    "torch.distributions", "torch.distributions.constraints", "torch.random", "torch.cuda",
    "torch.amp", "torch.backends", "torch.jit", "torch.hub", "torch.signal",
    "torch.signal.windows", "torch.serialization", "torch.compiler", "torch.mps", "torch.xpu",
    "torch.accelerator", "torch.overrides", "torch.masked", "torch.profiler",
    "torch.autograd.profiler", "torch.autograd.function", "torch.autograd.gradcheck",
    "torch.distributions.transforms", "torch.distributions.kl", "torch.distributions.utils",
    "torch.nn.attention", "torch.nn.parallel", "torch.nn.parameter", "torch.nn.utils.prune",
    "torch.nn.utils.fusion", "torch.nn.modules.module", "torch.nn.modules.loss",
    "torch.nn.modules.utils", "torch.testing", "torch.distributed", "torch.types",
    "torch.functional", "torch.utils.hooks", "torch.utils._pytree",
    "torch.utils.data.dataloader", "torch.utils.data.sampler", "torch.utils.data.dataset",
    "torch.optim.optimizer", "torch.backends.cudnn", "torch.backends.mps", "torch.backends.cuda",
    "torch.library",
)  # fmt: skip


# Names only once somebody has imported them, as PyTorch's own tests of operations do.
LOADED_LATE = (
    "torch.onnx", "torch.utils.cpp_extension", "torch.utils.file_baton", "torch.backends.xnnpack",
)  # fmt: skip


def public(module: str) -> list[str]:
    """The names of one of PyTorch's modules that are PyTorch's, not Python's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in LOADED_LATE:
            importlib.import_module(name)
    owner: Any = torch.Tensor if module == "torch.Tensor" else importlib.import_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [
            name
            for name in sorted({*dir(owner), *getattr(owner, "__all__", ())})
            if not name.startswith("_") and is_pytorchs(getattr(owner, name, None), module, name)
        ]


def is_pytorchs(value: Any, module: str, name: str) -> bool:
    """Is it declared by PyTorch, rather than imported from somewhere for its own use?"""
    if isinstance(value, types.ModuleType):
        return value.__name__.startswith(f"{module}.") or (module == "torch" != name)
    if name in ("TYPE_CHECKING", "NoDefault") or isinstance(
        value, typing.TypeVar | typing._SpecialForm
    ):
        return False
    home = getattr(value, "__module__", None)
    known = isinstance(value, type | types.FunctionType) or home == "typing"
    return not known or not home or str(home).startswith("torch") or module == "torch.Tensor"


def listed() -> str:
    """A line for each module, with its names."""
    return "".join(f"{module}: {' '.join(public(module))}\n" for module in MODULES)


@functools.cache
def names() -> dict[str, list[str]]:
    """Every module's names in a fresh process: what a test imported before adds none."""
    asked = (sys.executable, "-m", "tests.engine.pytorch_names", "-")
    told = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    return {module: rest.split() for module, _, rest in map(_parted, told.splitlines())}


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition(": ")


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        sys.stdout.write(listed())
    else:
        Path(NAMES).write_text(listed(), encoding="ascii")
