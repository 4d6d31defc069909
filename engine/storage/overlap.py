"""Whether what is written to shares memory with itself or with what is read.

The rules are those of PyTorch's ``MemoryOverlap``: an operand may be the written tensor itself,
but no other part of the same memory; where that would be hard to tell nothing is said. What an
``out`` may share is said by the entries (``calls.out_rules``), and which operations scatter; the
lists here are of the few that share memory with themselves, by the plain names of their overloads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.foundation.warn import warn
from engine.op import Op
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
        _complain_of(name)
    if op.scatters:
        _refuse_touching(inputs[0], *inputs[1:])
    elif op.elementwise or name == "copy":
        _refuse_parts(written, inputs[1:])


def _complain_of(name: str) -> None:
    """Raise, or only warn, where what is written to shares memory with itself."""
    if name in WARNS:
        warn(EXPANDED.format(name=name, example=WARNS[name]), once=True)
    elif name not in HARMLESS:
        raise RuntimeError(WITHIN)


def _refuse_parts(written: Any, others: Sequence[Any]) -> None:
    for each in others:
        if isinstance(each, Tensor) and type(each._data) is np.ndarray:
            shared = written.base is not None or each._data.base is not None
            if shared and in_part(written, each._data):
                raise RuntimeError(BETWEEN)


def refuse_shared(written: Tensor, *others: Any) -> None:
    """Raise RuntimeError where a tensor that is written to shares any memory, even with itself."""
    refuse_overlaps(written._data)
    _refuse_touching(written, *others)


def refuse_partly_shared(written: Tensor, *others: Any) -> None:
    """Raise RuntimeError where a tensor that is written to shares a part of another's memory."""
    if type(written._data) is np.ndarray:
        refuse_overlaps(written._data)
        _refuse_parts(written._data, others)


def _refuse_touching(written: Tensor, *others: Any) -> None:
    for each in others:
        if not isinstance(each, Tensor):
            continue
        one, two = written._data, each._data
        if each is written or (type(one) is type(two) is np.ndarray and _touch(one, two)):
            raise RuntimeError(BETWEEN)


def overlaps(data: Any) -> bool:
    """Do several elements share one place in memory, as after ``expand``?"""
    if data.size < 2:
        return False
    return any(n > 1 and not step for n, step in zip(data.shape, data.strides, strict=True))


def refuse_overlaps(data: Any) -> None:
    """Raise RuntimeError where an array that is to be written to shares memory with itself."""
    if type(data) is np.ndarray and overlaps(data):
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


def in_turn(forward: Callable[..., Any], arrays: Sequence[Any], options: dict[str, Any]) -> Any:
    """What an elementwise change in place makes of an array, parts of which may share memory.

    Then those are changed as often as they are met, as PyTorch does, row by row of the memory.
    """
    data = arrays[0]
    if type(data) is not np.ndarray or data.flags.c_contiguous or not may_overlap(data):
        return forward(*arrays, **options)
    size = data.itemsize
    reach = sum((n - 1) * step // size for n, step in zip(data.shape, data.strides, strict=True))
    memory = np.lib.stride_tricks.as_strided(data, (reach + 1,), (size,)).copy()
    own = np.lib.stride_tricks.as_strided(memory, data.shape, data.strides)
    order = sorted(range(data.ndim), key=lambda dim: -data.strides[dim])
    others = [np.broadcast_to(each, data.shape).transpose(order) for each in arrays[1:]]
    rows = own.transpose(order)
    for place in np.ndindex(rows.shape[:-1]):
        rows[place] = forward(rows[place], *(each[place] for each in others), **options)
    return own


def in_part(one: Any, other: Any) -> bool:
    """Do two arrays share some memory without being the same part of it, read in one order?"""
    if not _touch(one, other):
        return False
    if one.ctypes.data == other.ctypes.data and one.nbytes == other.nbytes:
        steps = zip(one.shape, one.strides, other.strides, strict=False)
        return one.ndim != other.ndim or any(n > 1 and a != b for n, a, b in steps)
    return True


def _touch(one: Any, other: Any) -> bool:
    """Do two arrays share some memory, as far as that is easy to tell?"""
    if not (one.size and other.size and _is_dense(one) and _is_dense(other)):
        return False
    start, begin = one.ctypes.data, other.ctypes.data
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
