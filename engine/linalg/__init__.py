"""``torch.linalg``: norms, inverses, determinants, decompositions, solutions."""

from __future__ import annotations

from engine.calls.declare import PACKAGED
from engine.calls.guards import of_package
from engine.calls.later import read_rarer
from engine.calls.out import with_out
from engine.foundation.absent import module_getattr
from engine.ops.matrices import LinAlgError

read_rarer()
__all__ = ["LinAlgError"]
globals().update(
    {
        name: of_package(with_out(function, name, "linalg"), "linalg", name)
        for name, function in PACKAGED["linalg"].items()
    }
)
__getattr__ = module_getattr("torch.linalg")
