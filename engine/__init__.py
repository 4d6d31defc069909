"""A tensor and autograd engine on numpy that speaks PyTorch's language.

``install_as_torch()`` makes ``import torch`` mean this engine in the running process.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.surface import names

__version__ = "2.13.0+inspector"

# PyTorch is silent about divisions by zero and overflows; numpy would warn.
np.seterr(all="ignore")
globals().update(names())

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...


def install_as_torch() -> None:
    """Make ``import torch`` and its submodules mean this engine in this process."""
    for name, module in list(sys.modules.items()):
        if name == "engine" or name.startswith("engine."):
            sys.modules["torch" + name.removeprefix("engine")] = module
