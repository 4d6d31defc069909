"""Where values belong in a sorted row, which of them are there, and runs of equal ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import composite, operation
from engine.calls.untracked import untracked
from engine.dtypes import BOOL, COMPLEX, FLOAT
from engine.errors import not_differentiated
from engine.foundation.mapped import UNIQUE, refuse_mapped
from engine.numbers.promotion import cast, number_dtype
from engine.numbers.unusual import refuse_complex
from engine.numbers.whole_numbers import refuse_whole
from engine.ops.ordering import sort
from engine.tensor import Tensor


def _side(right: bool, side: str | None) -> Any:
    if side not in (None, "left", "right"):
        raise RuntimeError(
            f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}"
        )
    if side is not None and right and side == "left":
        raise RuntimeError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left "
            "while right was True"
        )
    return "right" if right or side == "right" else "left"


def _order(sequence: Any, sorter: Any) -> Any:
    return sequence if sorter is None else np.take_along_axis(sequence, sorter._data, -1)


def _rows(sequence: Any, values: Any, side: Any) -> Any:
    if sequence.ndim == 1:
        return np.searchsorted(sequence, values, side)
    if sequence.shape[:-1] != np.shape(values)[:-1]:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 "
            "dimensions of boundaries tensor and input value tensor must match, but we got "
            f"boundaries tensor {list(sequence.shape)} and input value tensor "
            f"{list(np.shape(values))}"
        )
    count = math.prod(sequence.shape[:-1])  # which numpy finds no more where a row is empty
    flat = sequence.reshape(count, sequence.shape[-1])
    wanted = values.reshape(count, values.shape[-1])
    found = [np.searchsorted(*each, side) for each in zip(flat, wanted, strict=True)]
    return np.array(found, np.int64).reshape(values.shape)


@composite(method=False, samples=(
    "torch.searchsorted(torch.tensor([1., 2., 3.]), torch.tensor([0.5, 2., 9.]))",
    "torch.searchsorted(torch.tensor([1., 2., 3.]), 2., right=True)",
    "torch.searchsorted(i, torch.tensor([[2, 9], [0, 5]]), out_int32=True)",
    "torch.searchsorted(torch.tensor([3, 1, 2]), k, sorter=torch.tensor([1, 2, 0]))",
))  # fmt: skip
def searchsorted(
    sorted_sequence: Tensor, input: Any = None, *, out_int32: bool = False, right: bool = False,
    side: str | None = None, sorter: Any = None, values: Any = None,
) -> Any:  # fmt: skip
    """Where values would be inserted into a sorted row (or each row of values into its own)."""
    wanted = input if values is None else values
    data = wanted._data if isinstance(wanted, Tensor) else wanted
    refuse_complex("searchsorted", (sorted_sequence._data, data))
    if sorted_sequence.dtype.category < FLOAT:
        refuse_whole("searchsorted", sorted_sequence.dtype)
    if not sorted_sequence.ndim:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 "
            "dimension"
        )
    found = _rows(_order(sorted_sequence._data, sorter), data, _side(right, side))
    kind = np.int32 if out_int32 else np.int64
    return untracked(np.asarray(found, kind)[()], sorted_sequence, wanted)


@composite(method=False, samples=(
    "torch.bucketize(x.detach(), torch.tensor([0., 1.], dtype=x.dtype))",
    "torch.bucketize(3, torch.tensor([1, 3, 5]), right=True)",
))  # fmt: skip
def bucketize(
    input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Any:
    """Between which boundaries each element lies."""
    if boundaries.ndim != 1:
        raise RuntimeError(
            f"boundaries tensor must be 1 dimension, but got dim({boundaries.ndim})"
        )
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


@composite(method=False, samples=(
    "torch.isin(i, torch.tensor([1, 6]))", "torch.isin(i, 3, invert=True)", "torch.isin(2, k)",
))  # fmt: skip
def isin(
    elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False
) -> Any:
    """Is each element among those of the other?"""
    for each in (elements, test_elements):
        if isinstance(each, Tensor) and each.dtype.category in (BOOL, COMPLEX):
            raise RuntimeError(
                f"Unsupported input type encountered for isin(): {each.dtype.kind_name}"
            )
    one, two = (
        each._data if isinstance(each, Tensor) else cast(each, number_dtype(each).numpy)
        for each in (elements, test_elements)
    )
    found = np.isin(one, two, assume_unique=assume_unique, invert=invert)
    return untracked(found[()], elements, test_elements)


@composite(samples=("x.msort()", "torch.msort(i)"))
def msort(self: Tensor) -> Any:
    """The elements in order along the first dimension."""
    return sort(self, 0)[0]


def refuse_empty_lines(array: Any, dim: int) -> None:
    """Raise where there are no lines along ``dim``, or no elements to tell them apart by."""
    if array.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if 0 in (*array.shape[:dim], *array.shape[dim + 1 :]):
        raise RuntimeError(
            "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied"
        )


@operation(
    "unique", name="unique_consecutive.dim", outputs=("result", "inverse", "counts"),
    self=lambda grad: not_differentiated("unique_consecutive"),
)  # fmt: skip
def _runs(self: Any, dim: int | None) -> Any:
    if dim is not None:
        refuse_empty_lines(self, dim)
    lines = np.moveaxis(self, dim, 0) if dim is not None else self.reshape(-1)
    flat = lines.reshape(len(lines), math.prod(lines.shape[1:]))
    starts = np.ones(len(flat), bool)
    starts[1:] = (flat[1:] != flat[:-1]).any(1)
    first = np.flatnonzero(starts)
    inverse = np.cumsum(starts) - 1
    found = lines[first] if dim is None else np.moveaxis(lines[first], 0, dim)
    counts = np.diff(np.append(first, len(flat)))
    return found, inverse.reshape(self.shape) if dim is None else inverse, counts


@composite(samples=(
    "torch.unique_consecutive(torch.tensor([1, 1, 2, 2, 1]))",
    "torch.unique_consecutive(torch.tensor([1, 1, 2]), return_inverse=True, return_counts=True)",
    "torch.unique_consecutive(torch.tensor([[1, 1], [1, 1], [2, 1]]), dim=0)",
))  # fmt: skip
def unique_consecutive(
    self: Tensor, return_inverse: bool = False, return_counts: bool = False,
    dim: int | None = None,
) -> Any:  # fmt: skip
    """The elements without those that equal the one before."""
    found, inverse, counts = _runs(self, dim if dim is None else wrap(dim, self.ndim))
    results = [found, *[inverse] * return_inverse, *[counts] * return_counts]
    return tuple(results) if len(results) > 1 else found


@operation(
    "unique", name="_unique2.sorted", node="Unique2Backward0",
    outputs=("result", "inverse", "counts"),
    self=lambda grad: not_differentiated("_unique2"),
)  # fmt: skip
def _distinct(self: Any) -> Any:
    found, inverse, counts = np.unique(
        self, return_inverse=True, return_counts=True, equal_nan=False
    )
    return found, inverse.reshape(self.shape), counts


@operation(
    "unique", name="unique_dim.rows", node="UniqueDimBackward0",
    outputs=("result", "inverse", "counts"),
    self=lambda grad: not_differentiated("unique_dim"),
)  # fmt: skip
def _distinct_lines(self: Any, dim: int) -> Any:
    refuse_empty_lines(self, dim)
    found, inverse, counts = np.unique(self, return_inverse=True, return_counts=True, axis=dim)
    return found, inverse.reshape(-1), counts


@composite(samples=(
    "v.unique()", "x.unique(dim=0, return_inverse=True)", "i.unique(return_counts=True)",
    "torch.unique(k)", "torch.unique(torch.tensor([1., float('nan'), float('nan')]))",
))  # fmt: skip
def unique(
    self: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: Any = None,
) -> Any:
    """The distinct elements in order."""
    refuse_mapped(self, UNIQUE)
    refuse_complex("unique", (self._data,))
    found, inverse, counts = (
        _distinct(self) if dim is None else _distinct_lines(self, wrap(dim, self.ndim))
    )
    results = [found, *[inverse] * return_inverse, *[counts] * return_counts]
    return tuple(results) if len(results) > 1 else found
