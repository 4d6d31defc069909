"""Layers that pad their input."""

from __future__ import annotations

from typing import Any

from engine.nn import functional
from engine.nn.modules.module import Module
from engine.nn.modules.utils import _ntuple
from engine.tensor import Tensor


class _Pad(Module):
    """Borders around the last ``count`` dimensions."""

    count, mode = 2, "constant"
    padding: tuple[int, ...]

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = _ntuple(2 * self.count)(padding)

    def forward(self, input: Tensor) -> Any:
        """The input with its borders."""
        self._check(input)
        return functional.pad(input, self.padding, self.mode)

    def _check(self, input: Tensor) -> None:
        """Every rank will do, unless a layer says otherwise."""

    def extra_repr(self) -> str:
        """Its borders."""
        return f"{self.padding}"


class _ReflectionPadNd(_Pad):
    """Borders that mirror the inside."""

    mode = "reflect"


class _ReplicationPadNd(_Pad):
    """Borders that repeat the outermost values."""

    mode = "replicate"


class _CircularPadNd(_Pad):
    """Borders from the opposite side."""

    mode = "circular"

    def _check(self, input: Tensor) -> None:
        if input.dim() not in (self.count + 1, self.count + 2):
            raise ValueError(
                f"expected {self.count + 1}D or {self.count + 2}D input (got {input.dim()}D input)"
            )


class _ConstantPadNd(_Pad):
    """Borders of one value."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Any:
        """The input with its borders."""
        return functional.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        """Its borders and their value."""
        return f"padding={self.padding}, value={self.value}"


class _Zero(_ConstantPadNd):
    """Borders of zeros."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        """Its borders."""
        return f"{self.padding}"


def _pad(name: str, base: type[_Pad], count: int) -> Any:
    about = f"{base.__doc__ or ''} In {count} dimension{'s' * (count > 1)}.".replace(
        ". In", ", in"
    )
    body = {"count": count, "__doc__": about, "__module__": __name__}
    return type(name, (base,), body)


CircularPad1d, CircularPad2d, CircularPad3d = (
    _pad(f"CircularPad{count}d", _CircularPadNd, count) for count in (1, 2, 3)
)
ConstantPad1d, ConstantPad2d, ConstantPad3d = (
    _pad(f"ConstantPad{count}d", _ConstantPadNd, count) for count in (1, 2, 3)
)
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = (
    _pad(f"ReflectionPad{count}d", _ReflectionPadNd, count) for count in (1, 2, 3)
)
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = (
    _pad(f"ReplicationPad{count}d", _ReplicationPadNd, count) for count in (1, 2, 3)
)
ZeroPad1d, ZeroPad2d, ZeroPad3d = (_pad(f"ZeroPad{count}d", _Zero, count) for count in (1, 2, 3))
