"""A tensor and autograd engine on numpy that speaks PyTorch's language.

``install_as_torch()`` makes ``import torch`` mean this engine in the running process.
"""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.absent import module_getattr, refuse
from engine.surface import names

# PyTorch is silent about divisions by zero and overflows; numpy would warn.
np.seterr(all="ignore")
globals().update(names())

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
else:
    __getattr__ = module_getattr("torch")


def install_as_torch() -> None:
    """Make ``import torch`` and its submodules mean this engine in this process."""
    for name, module in list(sys.modules.items()):
        if name == "engine" or name.startswith("engine."):
            sys.modules["torch" + name.removeprefix("engine")] = module
            rename(module, name)
    refuse()


def rename(module: ModuleType, name: str) -> None:
    """Let a module's own classes and functions say that they are PyTorch's."""
    for value in vars(module).values():
        if isinstance(value, type | FunctionType) and value.__module__ == name:
            value.__module__ = "torch" + name.removeprefix("engine")
