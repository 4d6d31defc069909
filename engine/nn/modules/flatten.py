"""Layers that change the shape."""

from __future__ import annotations

from typing import Any

from engine.nn.modules.module import Module
from engine.tensor import Tensor


class Flatten(Module):
    """Joins several dimensions into one."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Any:
        """The flattened input."""
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Its dimensions."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Splits one dimension into several."""

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        _refuse_all_but_ints(unflattened_size)
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input: Tensor) -> Any:
        """The unflattened input."""
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        """Its dimension and sizes."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


def _refuse_all_but_ints(sizes: Any) -> None:
    if not isinstance(sizes, tuple | list):
        kind = type(sizes).__name__
        raise TypeError(f"unflattened_size must be a tuple of ints, but found type {kind}")
    for place, each in enumerate(sizes):
        if not isinstance(each, int):
            raise TypeError(
                "unflattened_size must be tuple of ints, but found element of type "
                f"{type(each).__name__} at pos {place}"
            )
