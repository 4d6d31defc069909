"""``torch.linalg``: norms, inverses, determinants, solutions."""

from __future__ import annotations

from engine.absent import module_getattr
from engine.ops.linear_algebra import NAMES

globals().update(NAMES)
__getattr__ = module_getattr("torch.linalg")
