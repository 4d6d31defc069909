"""Taking PyTorch's place in a process.

Apart from ``engine/__init__``, whose names ``range``, ``sum`` and ``type`` are PyTorch's.
"""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType

from engine.foundation.absent import UNNAMED, complete, listed, refuse
from engine.surface.surface import load_all

# Modules of PyTorch's whose contents are in the package around them here.
WITHIN = (
    "amp.autocast_mode", "amp.grad_scaler", "cpu.amp.autocast_mode", "cuda.amp.autocast_mode",
    "cuda.amp.grad_scaler", "nn.modules.channelshuffle", "nn.parallel.data_parallel",
    "nn.parallel.distributed", "signal.windows.windows",
)  # fmt: skip
_NAMED = (type, FunctionType)


def install_as_torch() -> None:
    """Make ``import torch`` and its submodules mean this engine in this process."""
    load_all()
    for name, module in list(sys.modules.items()):
        if name == "engine" or name.startswith("engine."):
            sys.modules["torch" + name.removeprefix("engine")] = module
            rename(module, name)
    for name in WITHIN:
        around, _, own = name.rpartition(".")
        module = sys.modules[f"torch.{name}"] = sys.modules[f"torch.{around}"]
        vars(module).setdefault(own, module)
    for name in listed():
        vars(sys.modules.get(name, refuse)).pop("__all__", None)  # a star brings PyTorch's names
    refuse()
    for name in {*listed(), *(each.rpartition(".")[0] for each in UNNAMED)}:
        complete(name)


def rename(module: ModuleType, name: str) -> None:
    """Let a module's own classes and functions say that they are PyTorch's."""
    for value in vars(module).values():
        if isinstance(value, _NAMED) and value.__module__ == name:
            value.__module__ = "torch" + name.removeprefix("engine")
