"""``torch.linalg``: norms, inverses, determinants, decompositions, solutions."""

from __future__ import annotations

from engine.calls.declare import PACKAGED
from engine.calls.later import read_rarer
from engine.calls.out import with_out
from engine.ops.matrices import LinAlgError
from engine.surface.absent import module_getattr

read_rarer()
__all__ = ["LinAlgError"]
globals().update({n: with_out(f, n, "linalg") for n, f in PACKAGED["linalg"].items()})
__getattr__ = module_getattr("torch.linalg")
