"""Splits by rows, columns and depth (``hsplit`` …), and splits that are not checked as views."""

from __future__ import annotations

from typing import Any

from engine.calls.axes import wrap
from engine.calls.declare import composite, operation
from engine.ops.joining import rejoined, split_by_sizes, tensor_split
from engine.ops.recurrent import unsafe_sections
from engine.tensor import Tensor


def _along(self: Tensor, sections: Any, dim: int, who: str, least: int) -> Any:
    if self.ndim < least:
        raise RuntimeError(
            f"torch.{who} requires a tensor with at least {least} dimension, but got a tensor "
            f"with {self.ndim} dimensions!"
        )
    if isinstance(sections, int) and (sections == 0 or self.shape[dim] % sections):
        raise RuntimeError(
            f"torch.{who} attempted to split along dimension {dim}, but the size of the dimension "
            f"{self.shape[dim]} is not divisible by the split_size {sections}!"
        )
    return tensor_split(self, sections, dim)


@composite(samples=("x.hsplit(3)", "torch.hsplit(v, [1])", "s.hsplit(1)", "x.hsplit(2)"))
def hsplit(self: Tensor, indices_or_sections: Any) -> Any:
    """The columns in sections."""
    return _along(self, indices_or_sections, 0 if self.ndim == 1 else 1, "hsplit", 1)


@composite(samples=("x.vsplit(2)", "torch.vsplit(x, (1,))", "v.vsplit(1)"))
def vsplit(self: Tensor, indices_or_sections: Any) -> Any:
    """The rows in sections."""
    return _along(self, indices_or_sections, 0, "vsplit", 2)


@composite(samples=("b.dsplit(3)", "torch.dsplit(b, [1, 2])", "x.dsplit(1)"))
def dsplit(self: Tensor, indices_or_sections: Any) -> Any:
    """The layers of the third dimension in sections."""
    return _along(self, indices_or_sections, 2, "dsplit", 3)


@composite(samples=("x.unsafe_split(2, 1)", "torch.unsafe_split(x, 1)"))
def unsafe_split(self: Tensor, split_size: int, dim: int = 0) -> Any:
    """Sections of one length that may be changed in place."""
    return unsafe_sections(self, split_size, wrap(dim, self.ndim))


@operation(
    "split", name="unsafe_split_with_sizes.dim", many=True,
    self=lambda grad, self_shape, split_sizes, dim: rejoined(grad, self_shape, split_sizes, dim),
)  # fmt: skip
def unsafe_split_by_sizes(self: Any, split_sizes: Any, dim: int = 0) -> Any:
    """Sections of the given lengths that count as tensors of their own, not as views."""
    return split_by_sizes.op.forward(self, split_sizes, dim)


@composite(samples=("x.unsafe_split_with_sizes([1, 2], 1)", "v.unsafe_split_with_sizes([1, 1])"))
def unsafe_split_with_sizes(self: Tensor, split_sizes: Any, dim: int = 0) -> Any:
    """Sections of the given lengths that may be changed in place."""
    return unsafe_split_by_sizes(self, tuple(split_sizes), wrap(dim, self.ndim))
