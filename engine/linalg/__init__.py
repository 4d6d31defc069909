"""``torch.linalg``: norms, inverses, determinants, decompositions, solutions."""

from __future__ import annotations

from engine.absent import module_getattr
from engine.declare import PACKAGED
from engine.ops.matrices import LinAlgError

__all__ = ["LinAlgError"]
globals().update(PACKAGED["linalg"])
__getattr__ = module_getattr("torch.linalg")
