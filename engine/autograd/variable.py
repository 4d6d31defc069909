"""``Variable``, PyTorch's old name of tensors that may require grad."""

from __future__ import annotations

import warnings
from typing import Any

from engine.node import AccumulateGrad
from engine.tensor import Tensor


class VariableMeta(type):
    """Every tensor is a Variable."""

    def __instancecheck__(cls, other: Any) -> bool:
        return isinstance(other, Tensor)


class Variable(metaclass=VariableMeta):
    """Calling it gives an ordinary tensor on the same storage."""

    def __new__(
        cls, data: Any = None, requires_grad: bool = False, volatile: bool | None = None
    ) -> Any:
        """A leaf on the storage of ``data``."""
        if volatile is not None:
            warnings.warn(
                "volatile was removed and now has no effect. Use `with torch.no_grad():` instead.",
                UserWarning,
                stacklevel=2,
            )
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        variable = data.data
        if requires_grad:
            variable._edge = AccumulateGrad(variable)
        return variable
