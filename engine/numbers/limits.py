"""``torch.finfo`` and ``torch.iinfo``: what a dtype can hold."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.dtypes import dtype as DType
from engine.foundation.built_in import BuiltIn
from engine.modes import DEFAULTS

_LARGEST_BFLOAT16 = (2 - 2.0**-7) * 2.0**127


def _check(type: Any, who: str) -> None:
    if not isinstance(type, DType):
        kind = type.__class__.__name__
        raise TypeError(f"{who}(): argument 'type' (position 1) must be torch.dtype, not {kind}")


class finfo(metaclass=BuiltIn):
    """The limits of a floating-point dtype; of a complex one, those of its parts."""

    __module__ = "torch"

    def __init__(self, type: DType | None = None) -> None:
        own = DEFAULTS.dtype if type is None else type
        _check(own, "finfo")
        if own.category < dtypes.FLOAT:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle "
                "'torch.finfo'"
            )
        own = own.to_real()
        small = own is dtypes.bfloat16
        facts = np.finfo(dtypes.F32 if small else own.numpy)
        self.bits, self.dtype = 8 * own.itemsize, own.name
        self.eps = 2.0**-7 if small else float(facts.eps)
        self.max = _LARGEST_BFLOAT16 if small else float(facts.max)
        self.min = -self.max
        self.tiny = self.smallest_normal = float(facts.tiny)
        self.resolution = 0.01 if small else 10.0**-facts.precision

    def __eq__(self, other: object) -> bool:
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, "
            f"eps={self.eps:g}, smallest_normal={self.tiny:g}, tiny={self.tiny:g}, "
            f"dtype={self.dtype})"
        )


class iinfo(metaclass=BuiltIn):
    """The limits of an integer dtype."""

    __module__ = "torch"

    def __init__(self, type: DType) -> None:
        _check(type, "iinfo")
        if type.category != dtypes.INTEGER:
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use torch.finfo to handle "
                "'torch.iinfo'"
            )
        facts = np.iinfo(type.numpy)
        self.bits, self.dtype = int(facts.bits), type.name
        self.min, self.max = int(facts.min), int(facts.max)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __repr__(self) -> str:
        return f"iinfo(min={float(self.min):g}, max={float(self.max):g}, dtype={self.dtype})"
