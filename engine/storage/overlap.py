"""Whether what is written to shares memory with itself or with what is read.

The rules are those of PyTorch's ``MemoryOverlap``: an operand may be the written tensor itself,
but no other part of the same memory; where that would be hard to tell nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.op import Op
from engine.surface.warn import warn
from engine.tensor import Tensor

WITHIN = (
    "unsupported operation: more than one element of the written-to tensor refers to a single "
    "memory location. Please clone() the tensor before performing the operation."
)
BETWEEN = (
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to "
    "a single memory location. Please clone() the tensor before performing the operation."
)
EXPANDED = (
    "Use of {name}_ on expanded tensors is deprecated. Please clone() the tensor before "
    "performing this operation. This also applies to advanced indexing e.g. {example}"
)
# What writes the same wherever it writes, or else only warns.
HARMLESS = ("fill", "zero")
WARNS = {
    "index_put": "tensor[indices] = tensor",
    "masked_fill": "tensor[mask] = scalar",
    "index_fill": "tensor[mask] = scalar",
}


def check_overlaps(op: Op, inputs: Sequence[Any]) -> None:
    """Raise RuntimeError where the first operand, which is written to, may not share memory."""
    written = inputs[0]._data
    if type(written) is not np.ndarray:
        return
    name = op.name.partition(".")[0]
    if name == "copy" and any(each is inputs[0] for each in inputs[1:]):
        return
    if written.size > 1 and 0 in written.strides and overlaps(written):
        if name in WARNS:
            warn(EXPANDED.format(name=name, example=WARNS[name]), once=True)
        elif name not in HARMLESS:
            raise RuntimeError(WITHIN)
    if not (op.elementwise or name == "copy"):
        return
    for each in inputs[1:]:
        if isinstance(each, Tensor) and type(each._data) is np.ndarray:
            shared = written.base is not None or each._data.base is not None
            if shared and in_part(written, each._data):
                raise RuntimeError(BETWEEN)


def overlaps(data: Any) -> bool:
    """Do several elements share one place in memory, as after ``expand``?"""
    if data.size < 2:
        return False
    return any(n > 1 and not step for n, step in zip(data.shape, data.strides, strict=True))


def refuse_overlaps(data: Any) -> None:
    """Raise RuntimeError where an array that is to be written to shares memory with itself."""
    if overlaps(data):
        raise RuntimeError(WITHIN)


def may_overlap(data: Any) -> bool:
    """Could several elements share one place in memory, as after ``expand`` or ``unfold``?"""
    reach = 0
    if data.size < 2:
        return False
    for step, length in sorted(zip(np.abs(data.strides), data.shape, strict=True)):
        if length > 1:
            if step <= reach:
                return True
            reach += step * (length - 1)
    return False


def in_part(one: Any, other: Any) -> bool:
    """Do two arrays share some memory without being the same part of it, read in one order?"""
    if not (one.size and other.size and _is_dense(one) and _is_dense(other)):
        return False
    start, begin = one.ctypes.data, other.ctypes.data
    if start == begin and one.nbytes == other.nbytes:
        steps = zip(one.shape, one.strides, other.strides, strict=False)
        return one.ndim != other.ndim or any(n > 1 and a != b for n, a, b in steps)
    return bool(start < begin + other.nbytes and begin < start + one.nbytes)


def _is_dense(array: Any) -> bool:
    if array.flags.c_contiguous or array.flags.f_contiguous:
        return True
    expected = array.itemsize
    for step, length in sorted(zip(array.strides, array.shape, strict=True)):
        if length > 1:
            if step != expected:
                return False
            expected *= length
    return True
