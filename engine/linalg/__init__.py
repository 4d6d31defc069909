"""``torch.linalg``: norms, inverses, determinants, decompositions, solutions."""

from __future__ import annotations

from engine.absent import module_getattr
from engine.declare import PACKAGED
from engine.later import read_rarer
from engine.ops.matrices import LinAlgError
from engine.out import with_out

read_rarer()
__all__ = ["LinAlgError"]
globals().update({n: with_out(f, n, "linalg") for n, f in PACKAGED["linalg"].items()})
__getattr__ = module_getattr("torch.linalg")
