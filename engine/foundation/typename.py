"""What PyTorch calls the type of a value in its errors and answers."""

from __future__ import annotations

from typing import Any

from engine.tensor import Tensor


def typename(obj: Any) -> str:
    """The full name of a value's type, or of what has a name of its own, as a class has."""
    if isinstance(obj, Tensor):
        return obj.dtype.type_string
    kind = obj if hasattr(obj, "__qualname__") else type(obj)
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
