"""``repeat``, ``tile`` and ``repeat_interleave``: copies of a tensor or of its elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import check_whole, shape_argument, wrap
from engine.calls.declare import composite, operation
from engine.errors import negative_size
from engine.ops.shape import laid_out
from engine.tensor import Tensor, new_tensor


def _folded(grad: Any, shape: Any, repeats: Any) -> Any:
    """The sum over all the copies that a repetition made."""
    if not isinstance(shape, tuple):
        return grad.sum_to_size(shape)
    own = (1,) * (len(repeats) - len(shape)) + shape
    split = [size for pair in zip(repeats, own, strict=True) for size in pair]
    axes = tuple(range(0, 2 * len(repeats), 2))
    if isinstance(grad, Tensor):
        return _folded_by_steps(grad, own, repeats, len(repeats) - len(shape))
    return grad.reshape(tuple(split)).sum(axes).reshape(shape)


def _folded_by_steps(grad: Tensor, own: Any, repeats: Any, extra: int) -> Any:
    """The same of a tensor, as PyTorch's ``repeat_backward``: what was not repeated is left."""
    if extra:
        grad = grad.sum(tuple(range(extra)))
    sizes: list[int] = []
    axes: list[int] = []
    for size, times in zip(own[extra:], repeats[extra:], strict=True):
        if times != 1:
            axes.append(len(sizes))
            sizes.append(times)
        sizes.append(size)
    return grad.reshape(tuple(sizes)).sum(tuple(axes)) if axes else grad


@operation("repeat", name="repeat.times", node="RepeatBackward0",
           self=lambda grad, self_shape, repeats: _folded(grad, self_shape, repeats))  # fmt: skip
def repeat_times(self: Any, repeats: tuple[int, ...]) -> Any:
    """Copies side by side."""
    return np.tile(self, repeats)


@composite(
    samples=(
        "x.repeat(2, 1)",
        "v.repeat(2)",
        "v.repeat(2, 2)",
        "x.repeat((1, 2, 3))",
        "x.repeat(2)",
    )
)
def repeat(self: Tensor, *counts: Any, repeats: Any = None) -> Any:
    """Copies side by side, so many along each dimension."""
    times = shape_argument(counts if repeats is None else (repeats,))
    if len(times) < self.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of "
            "dimensions of tensor"
        )
    return _repeat(self, times)


def _repeat(self: Tensor, times: tuple[int, ...]) -> Any:
    if any(each < 0 for each in times):
        own = (1,) * (len(times) - self.ndim) + tuple(self.shape)
        shape = [size * each for size, each in zip(own, times, strict=True)]
        raise negative_size(shape)
    return repeat_times(self, times)


@composite(samples=("x.tile(2)", "torch.tile(v, (2, 2))", "x.tile((2, 1))"))
def tile(self: Tensor, *counts: Any, dims: Any = None) -> Any:
    """Copies side by side, so many along each of the last dimensions."""
    if not counts and dims is None:
        raise TypeError('tile() missing 1 required positional arguments: "dims"')
    times = shape_argument(counts if dims is None else (dims,))
    return _repeat(self, (1,) * (self.ndim - len(times)) + times)


@composite(
    samples=(
        "x.repeat_interleave(2)",
        "x.repeat_interleave(2, 0)",
        "v.repeat_interleave(k)",
        "torch.repeat_interleave(x, 3, dim=1)",
    )
)
def repeat_interleave(
    self: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Any:
    """Every element repeated; of a single tensor of counts, each position that often."""
    check_whole(repeats)
    if isinstance(repeats, Tensor) or repeats is None:
        _check_counts(self if repeats is None else repeats)
    elif repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    if repeats is None:
        return new_tensor(np.repeat(np.arange(self.numel()), self._data))
    if dim is None:
        return repeat_interleave(self.flatten(), repeats, 0, output_size=output_size)
    axis = wrap(dim, self.ndim)
    if isinstance(repeats, Tensor):
        if repeats.numel() not in (1, self.shape[axis]):
            raise RuntimeError(
                "repeats must have the same size as input along dim, but got repeats.size(0) = "
                f"{repeats.shape[0]} and input.size({dim}) = {self.shape[axis]}"
            )
        picks = np.repeat(np.arange(self.shape[axis]), repeats._data)
        _check_size(output_size, len(picks))
        return self.index_select(axis, self.new_tensor(picks.tolist(), dtype=repeats.dtype))
    shape = tuple(self.shape)
    _check_size(output_size, repeats * shape[axis])
    wide = self.unsqueeze(axis + 1).expand(*shape[: axis + 1], repeats, *shape[axis + 1 :])
    return laid_out(wide).flatten(axis, axis + 1)


def _check_counts(counts: Tensor) -> None:
    """Raise an error where a tensor cannot say how often each element comes."""
    if counts.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if counts._data.dtype.kind not in "iu":
        name = counts.dtype.kind_name
        raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{name}'")
    if (counts._data < 0).any():
        raise RuntimeError("repeats can not be negative")


def _check_size(asked: int | None, size: int) -> None:
    if asked is not None and asked != size:
        raise RuntimeError(
            f"repeat_interleave: Invalid output_size, expected {size} but got {asked}"
        )
