"""Many tensors become one, and one becomes many."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from engine.calls.axes import check_whole, wrap
from engine.calls.declare import FUNCTIONS, composite, operation
from engine.calls.later import later
from engine.calls.out_rules import JOINED
from engine.errors import check_tensors, type_name
from engine.placed import part, scatter_add
from engine.storage.memory import in_order
from engine.tensor import Tensor, new_tensor

mistaken = later("engine.ops.sections", "mistaken")


def _sections(grad: Any, shapes: Any, dim: Any) -> list[Any]:
    """The gradient cut at the seams of a concatenation."""
    if not isinstance(shapes, tuple):
        return [part(grad, shapes)]
    parts, start = [], 0
    for shape in shapes:
        length = shape[dim] if shape != (0,) else 0
        cut = (slice(None),) * dim + (slice(start, start + length),)
        own = part(grad, cut)
        parts.append(own if own.shape == shape else own.reshape(shape))
        start += length
    return parts


@operation(
    "cat", name="cat.dim", node="CatBackward0", inputs=("tensors",), variadic=True, promotes=True,
    tensors=lambda grad, tensors_shape, dim: _sections(grad, tensors_shape, dim),
)  # fmt: skip
def join(tensors: Sequence[Any], dim: int = 0) -> Any:
    """The tensors one after the other along a dimension."""
    filled = [each for each in tensors if each.shape != (0,)] or list(tensors)
    try:
        return np.ascontiguousarray(np.concatenate(filled, axis=dim))
    except ValueError:
        for place, each in enumerate(filled):
            _must_fit(filled[0], each, place, dim)
        raise


def _must_fit(first: Any, each: Any, place: int, dim: int) -> None:
    if first.ndim != each.ndim:
        raise RuntimeError(
            f"Tensors must have same number of dimensions: got {first.ndim} and {each.ndim}"
        )
    for axis, (one, two) in enumerate(zip(first.shape, each.shape, strict=True)):
        if axis != dim and one != two:
            raise RuntimeError(
                f"Sizes of tensors must match except in dimension {dim}. Expected size {one} but "
                f"got size {two} for tensor number {place} in the list."
            )


def sequence_of_tensors(tensors: Any, who: str) -> tuple[Tensor, ...]:
    """The tensors a user gave, checked.

    Raises:
        TypeError, RuntimeError, ValueError: there is something else among them, or nothing.
    """
    if isinstance(tensors, Tensor) or not isinstance(tensors, list | tuple):
        kind = type_name(tensors)
        raise TypeError(
            f"{who}(): argument 'tensors' (position 1) must be tuple of Tensors, not {kind}"
        )
    check_tensors(tensors, 0)
    return tuple(tensors)


@composite("concat", "concatenate", out=JOINED, method=False, samples=(
    "torch.cat([x, y])", "torch.cat((x, y), 1)", "torch.cat([x, y], dim=-1)", "torch.cat([x, i])",
    "torch.cat([x, v])", "torch.cat([s, u])", "torch.cat([x, m], 1)", "torch.cat([x, m])",
    "torch.cat([])", "torch.cat([x, x])", "torch.cat([x, torch.tensor([])])", "torch.cat(x)",
    "torch.cat([x, 1])", "torch.cat([x, y], 2)", "torch.concat([v, w])",
))  # fmt: skip
def cat(tensors: Any, dim: int = 0, *, axis: int | None = None) -> Any:
    """The tensors one after the other along ``dim``."""
    given = sequence_of_tensors(tensors, "cat")
    if not given:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for place, each in enumerate(given):
        if not each._data.ndim:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {place}) cannot be concatenated"
            )
    filled = next((each for each in given if each._data.shape != (0,)), given[0])
    return join(given, wrap(dim if axis is None else axis, filled._data.ndim))


@operation(
    "stack",
    name="stack.dim",
    node="StackBackward0",
    inputs=("tensors",),
    variadic=True,
    promotes=True,
    tensors=lambda grad, tensors_shape, dim: _layers(grad, tensors_shape, dim),
)
def pile(tensors: Sequence[Any], dim: int = 0) -> Any:
    """The tensors side by side along a new dimension."""
    layer = (*(slice(None),) * dim, None)
    return in_order(np.concatenate([each[layer] for each in tensors], axis=dim))


def _layers(grad: Any, shapes: Any, dim: Any) -> list[Any]:
    if not isinstance(shapes, tuple):
        return [part(grad, shapes)]
    return [part(grad, (slice(None),) * dim + (n,)) for n in range(len(shapes))]


@composite(out=JOINED, method=False, samples=(
    "torch.stack([x, y])", "torch.stack((x, y), 1)", "torch.stack([s, u])",
    "torch.stack([x, y], dim=-1)", "torch.stack([x, m])", "torch.stack([])",
    "torch.stack([x, x])", "torch.stack([s, s * 2, s * s])", "torch.stack([v, i[0]])",
))  # fmt: skip
def stack(tensors: Any, dim: int = 0) -> Any:
    """The tensors side by side along a new dimension."""
    given = sequence_of_tensors(tensors, "stack")
    if not given:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = given[0]._data.shape
    for place, each in enumerate(given):
        if each._data.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(given[0].shape)} at "
                f"entry 0 and {list(each.shape)} at entry {place}"
            )
    return pile(given, wrap(dim, given[0].ndim + 1))


@composite(method=False, samples=("torch.atleast_1d(s)", "torch.atleast_1d(x)"))
def atleast_1d(*tensors: Any) -> Any:
    """The tensor (or each of several) with at least one dimension."""
    return _each(_one_dimension, tensors)


def _each(function: Any, tensors: tuple[Any, ...]) -> Any:
    """``function`` of one tensor, or of each of several as a tuple."""
    if len(tensors) == 1 and isinstance(tensors[0], Tensor):
        return function(tensors[0])
    given = tensors[0] if len(tensors) == 1 else tensors
    check_tensors(given, 0)
    return tuple(function(each) for each in given)


def _one_dimension(tensor: Tensor) -> Any:
    return tensor if tensor.ndim else tensor.reshape(1)


@composite(method=False, samples=("torch.atleast_2d(s)", "torch.atleast_2d(v)"))
def atleast_2d(*tensors: Any) -> Any:
    """The tensor (or each of several) with at least two dimensions."""
    return _each(_two_dimensions, tensors)


def _two_dimensions(tensor: Tensor) -> Any:
    if not tensor.ndim:
        return tensor.reshape(1, 1)
    return tensor.unsqueeze(0) if tensor.ndim == 1 else tensor


@composite(
    method=False, samples=("torch.atleast_3d(s)", "torch.atleast_3d(v)", "torch.atleast_3d(x)")
)
def atleast_3d(*tensors: Any) -> Any:
    """The tensor (or each of several) with at least three dimensions."""
    return _each(_three_dimensions, tensors)


def _three_dimensions(tensor: Tensor) -> Any:
    if not tensor.ndim:
        return tensor.reshape(1, 1, 1)
    if tensor.ndim == 1:
        return tensor.unsqueeze(0).unsqueeze(-1)
    return tensor.unsqueeze(-1) if tensor.ndim == 2 else tensor


def rejoined(grad: Any, shape: Any, sections: Sequence[int], dim: int) -> Any:
    """The gradients of the sections, each in its place; zero where none came."""
    if not isinstance(shape, tuple):
        return scatter_add(grad, shape, None)
    grads = grad if isinstance(grad, list) else [grad]
    if shape and not any(isinstance(each, Tensor) for each in grads):
        return laid_out(grads, shape, sections, dim)
    kind = next(each._data.dtype for each in grads if each is not None)
    return cat([
        new_tensor(np.zeros((*shape[:dim], length, *shape[dim + 1 :]), kind)) if each is None
        else each
        for each, length in zip(grads, sections, strict=True)
    ], dim)  # fmt: skip


def laid_out(grads: list[Any], shape: Any, sections: Sequence[int], dim: int) -> Any:
    """An array of ``shape`` of the arrays of its sections; None stands for zeros."""
    kind = next(each.dtype for each in grads if each is not None)
    filled = [
        np.zeros((*shape[:dim], length, *shape[dim + 1 :]), kind) if each is None else each
        for each, length in zip(grads, sections, strict=True)
    ]
    return np.concatenate(filled, dim, np.empty(shape, kind))


def _cut(self: Any, sections: Sequence[int], dim: int) -> list[Any]:
    if not self.ndim:
        return [self]
    before, ends = (slice(None),) * dim, accumulate(sections)
    return [self[(*before, slice(end - n, end))] for n, end in zip(sections, ends, strict=True)]


def lengths(length: Any, size: int) -> list[int]:
    """How long each section is; of a length that is only a name, nothing."""
    if not isinstance(length, int):
        return []
    whole, rest = divmod(length, size) if size else (1, 0)
    return [size] * whole + ([rest] if rest else []) or [0]


@operation(
    "split", name="split.Tensor", node="SplitBackward0", is_view=True, many=True,
    self=lambda grad, self_shape, split_size, dim: (
        rejoined(grad, self_shape, lengths(self_shape[dim], split_size), dim)
    ),
)  # fmt: skip
def split_evenly(self: Any, split_size: int, dim: int = 0) -> Any:
    """Sections of one length (the last perhaps shorter)."""
    return _cut(self, lengths(self.shape[dim], split_size), dim)


@operation(
    "split", name="split_with_sizes.dim", is_view=True, many=True,
    self=lambda grad, self_shape, split_sizes, dim: rejoined(grad, self_shape, split_sizes, dim),
)  # fmt: skip
def split_by_sizes(self: Any, split_sizes: Any, dim: int = 0) -> Any:
    """Sections of the given lengths."""
    if any(each < 0 for each in split_sizes):
        raise RuntimeError(
            "split_with_sizes expects split_sizes have only non-negative entries, but got "
            f"split_sizes={list(split_sizes)}"
        )
    if sum(split_sizes) != self.shape[dim]:
        raise RuntimeError(
            "split_with_sizes expects split_sizes to sum exactly to "
            f"{self.shape[dim]} (input tensor's size at dimension {dim}), but got "
            f"split_sizes={list(split_sizes)}"
        )
    return _cut(self, split_sizes, dim)


@composite(samples=("x.split_with_sizes([1, 2], 1)", "x.split_with_sizes([1, 2], -1)"))
def split_with_sizes(self: Tensor, split_sizes: Any, dim: int = 0) -> Any:
    """Sections of the given lengths along ``dim``."""
    return split_by_sizes(self, tuple(split_sizes), wrap(dim, self.ndim))


@composite(
    samples=(
        "x.split(2, 1)", "x.split([1, 2], 1)", "torch.split(x, 1)", "v.split(2)[1]",
        "x.split([1, 1], 1)", "x.split(5, dim=1)",
        "x.split(1, -1)", "v.split(2)[0].sum() * 2", "type(x.split(1)).__name__",
    )
)  # fmt: skip
def split(
    self: Tensor, split_size_or_sections: Any = None, dim: int = 0, *, split_size: Any = None
) -> Any:
    """The tensor in sections along ``dim``."""
    wanted = split_size if split_size_or_sections is None else split_size_or_sections
    if not self.ndim:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    axis = wrap(dim, self.ndim)
    first = wanted[:1] if isinstance(wanted, tuple | list) else (wanted,)
    if isinstance(wanted, str | None) or (first and isinstance(first[0], bool | float)):
        raise mistaken(wanted)
    if isinstance(wanted, int):
        if wanted < 0:
            raise RuntimeError(
                f"split expects split_size be non-negative, but got split_size={wanted}"
            )
        if not wanted and self.shape[axis]:
            raise RuntimeError(
                "split_size can only be 0 if dimension size is 0, but got dimension size of "
                f"{self.shape[axis]}"
            )
        return split_evenly(self, wanted, axis)
    return split_by_sizes(self, tuple(wanted), axis)


@composite(
    samples=("x.chunk(2, 1)", "torch.chunk(v, 2)", "x.chunk(3, -1)", "x.chunk(5, 1)", "x.chunk(0)")
)
def chunk(self: Tensor, chunks: int, dim: int = 0) -> Any:
    """The tensor in so many sections along ``dim``."""
    check_whole(chunks)
    if not self.ndim:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    shape = self._data.shape
    axis = wrap(dim, len(shape))
    if not shape[axis]:
        return split_with_sizes(self, (0,) * chunks, axis)
    return split_evenly(self, -(-shape[axis] // chunks), axis)


@composite(samples=("x.tensor_split(2, 1)", "v.tensor_split((1,))"))
def tensor_split(self: Tensor, indices_or_sections: Any, dim: int = 0) -> Any:
    """The tensor in sections of nearly equal length, or cut at given places."""
    if not self.ndim:
        raise RuntimeError(
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
        )
    axis = int(wrap(dim, self.ndim))
    if isinstance(indices_or_sections, bool | float):
        raise TypeError("no number of sections")
    if isinstance(indices_or_sections, int) and indices_or_sections <= 0:
        raise RuntimeError(f"number of sections must be larger than 0, got {indices_or_sections}")
    cut = FUNCTIONS["_slice_dim"]
    if not isinstance(indices_or_sections, int):
        places = [int(each) for each in indices_or_sections]
        ends = zip([0, *places], [*places, self.shape[axis]], strict=True)
        return tuple(cut(self, axis, a, b) for a, b in ends)
    seams = np.array_split(np.arange(self.shape[axis]), indices_or_sections)
    starts = np.cumsum([0, *(len(each) for each in seams)])
    return tuple(cut(self, axis, int(a), int(b)) for a, b in pairwise(starts))


@operation(
    "unbind", name="unbind.int", node="UnbindBackward0", is_view=True, many=True,
    self=lambda grad, self_shape, dim: _rebound(grad, self_shape, dim),
)  # fmt: skip
def unbind_along(self: Any, dim: int = 0) -> Any:
    """The tensor taken apart along a dimension."""
    before = (slice(None),) * dim
    return [self[(*before, n, ...)] for n in range(self.shape[dim])]


def _rebound(grad: Any, shape: Any, dim: int) -> Any:
    if not isinstance(shape, tuple):
        return scatter_add(grad, shape, None)
    grads = grad if isinstance(grad, list) else [grad]
    if not any(isinstance(each, Tensor) for each in grads):
        layer = (*shape[:dim], 1, *shape[dim + 1 :])
        layers = [None if each is None else each.reshape(layer) for each in grads]
        return laid_out(layers, shape, [1] * len(layers), dim)
    kind = next(each._data.dtype for each in grads if each is not None)
    blank = new_tensor(np.zeros((*shape[:dim], *shape[dim + 1 :]), kind))
    return stack([blank if each is None else each for each in grads], dim)


@composite(
    samples=(
        "x.unbind()",
        "torch.unbind(x, 1)",
        "list(v.unbind())",
        "s.unbind()",
        "x[:0].unbind()",
        "a, b2 = x.unbind(); a * b2",
    )
)
def unbind(self: Tensor, dim: int = 0) -> Any:
    """The tensor taken apart along ``dim``."""
    if not self.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    along = wrap(dim, self.ndim)
    return unbind_along(self, along) if self.shape[along] else ()


@composite()
def _joined_with(self: Tensor, other: Tensor, dim: int) -> Any:
    """This tensor and another, one after the other."""
    return cat((self, other), dim)
