"""The same values in another dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.declare import composite, operation
from engine.formula import as_dtype
from engine.tensor import Tensor


@operation("→", name="_to_copy", node="ToCopyBackward0", self=lambda grad, self_dtype: as_dtype(grad, self_dtype))
def to_copy(self: Any, dtype: Any, self_dtype: Any = None) -> Any:
    """A copy in another dtype."""
    return self.astype(dtype)


@composite()
def to(self: Tensor, *args: Any, dtype: Any = None, device: Any = None, copy: bool = False, **_: Any) -> Tensor:
    """The tensor in another dtype (or on another device, of which there is one)."""
    for arg in args:
        if isinstance(arg, dtypes.dtype | np.dtype):
            dtype = arg
        elif isinstance(arg, Tensor):
            dtype = arg.dtype
    wanted = self._data.dtype if dtype is None else getattr(dtype, "numpy", dtype)
    if wanted == self._data.dtype:
        return self.clone() if copy else self  # type: ignore[no-any-return]
    return to_copy(self, wanted, self._data.dtype)  # type: ignore[no-any-return]


def _to(own: dtypes.dtype) -> Any:
    def convert(self: Tensor) -> Tensor:
        return self.to(own)  # type: ignore[no-any-return]

    convert.__doc__ = f"The tensor as {own}."
    return convert


for name, own in dtypes.BY_NAME.items():
    if name in ("float", "double", "half", "long", "int", "short", "bool"):
        convert = _to(own)
        convert.__name__ = name
        composite()(convert)
