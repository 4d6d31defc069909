"""A tensor and autograd engine on numpy that speaks PyTorch's language.

``install_as_torch()`` makes ``import torch`` mean this engine in the running process.

To read it, begin with what an operation is (``op``) and see one declared (``ops``). ``calls``
makes functions and methods of entries; while these run, ``graph`` lets nodes (``node``) grow
behind their results (``tensor``), and ``backward`` sweeps gradients back through them.
``symbolic`` writes the same formulas down, ``observer`` lets a run be watched, ``surface`` is what
``import torch`` finds. The other packages bear PyTorch's names, and hold what PyTorch has there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.foundation.absent import module_getattr
from engine.surface.install import install_as_torch as install_as_torch
from engine.surface.surface import getattr_of, names, names_of_all
from engine.switches.allocation import keep_freed_memory
from engine.switches.threads import start_with_one

# PyTorch is silent about divisions by zero and overflows; numpy would warn.
np.seterr(all="ignore")
start_with_one()
keep_freed_memory()
globals().update(names())

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
else:
    __getattr__ = getattr_of(module_getattr("torch"))
    __dir__ = names_of_all
