"""Whether a gradient may become a leaf's ``.grad`` without being copied.

As PyTorch's AccumulateGrad, which takes an array over if nobody else holds it and it lies in
memory as the leaf does. Most nodes make their results anew. The last node before a transposed
weight does not: it turns the array that arrived. Whether that array is now held by the turned
view alone is what its count of references says.

PyTorch also takes over what several leaves receive as views of one gradient, and what one of them
then adds in place the others receive as well. Here each of those is copied, on purpose: a
gradient belongs to one leaf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sys import getrefcount
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.graph.accumulate import like

if TYPE_CHECKING:
    from engine.node import AccumulateGrad
    from engine.tensor import Tensor


def is_fresh(results: Sequence[Any], own: Any) -> bool:
    """Whether a node made this array for one input alone, so that nobody else holds it."""
    if type(own) is not np.ndarray or own.base is not None:
        return False
    return [*map(id, results)].count(id(own)) == 1


def held_alone(result: Any, grad: Any, results: Sequence[Any], leaf: Tensor) -> Any:
    """A gradient that nobody else holds, laid out as its leaf: itself, or else a copy.

    ``grad``, ``results`` : what the node received and gave, ``result`` one of the latter.
    """
    if type(result) is not np.ndarray:
        return result
    data = leaf._data
    if result.strides == data.strides and result is not grad:
        if is_fresh(results, result):
            return result
        if len(results) == 1 and references(result, grad) in ALONE:
            return result
    return like(result, data)


def is_alone(result: Any, grad: Any, results: Sequence[Any], node: AccumulateGrad) -> bool:
    """Whether ``held_alone`` would give the gradient itself, without a copy."""
    if type(result) is not np.ndarray:
        return True
    if result.strides != node.variable._data.strides or result is grad:
        return False
    return is_fresh(results, result) or (len(results) == 1 and references(result, grad) in ALONE)


def lies_as(array: Any, leaf: Tensor) -> bool:
    """Whether a sum has the leaf's memory layout, so that its ``.grad`` may be the sum itself."""
    return type(array) is not np.ndarray or array.strides == leaf._data.strides


def references(view: Any, grad: Any) -> tuple[int, int]:
    """How often ``grad``, and the array that it and ``view`` show, are referred to."""
    owner = view.base
    if owner is None or isinstance(grad, list):  # of a node with several outputs
        return 0, 0
    if owner is not grad and owner is not grad.base:
        return 0, 0
    return getrefcount(grad), getrefcount(owner)


def _asked(result: Any, grad: Any, results: Sequence[Any]) -> tuple[int, int]:
    """One call deep, as ``held_alone`` is."""
    return references(result, grad) if results else (0, 0)


def _counted(*, turned: bool) -> tuple[int, int]:
    """What is counted where nobody else holds the gradient: Python's versions differ in this."""
    grad = np.zeros((2, 1)).T if turned else np.zeros((2, 1))
    results = (grad.T,)
    return _asked(results[0], grad, results)


ALONE = (_counted(turned=False), _counted(turned=True))


def caught(captures: Mapping[Any, Any], place: Any) -> Any:
    """The gradient that ``autograd.grad`` caught, copied if somebody else holds the array."""
    if not isinstance(captures[place], np.ndarray | np.generic):
        return captures[place]
    alone = _is_whole(captures[place]) and _held(captures, place) in ONLY_CAUGHT
    return captures[place] if alone else np.array(captures[place])[()]


def _is_whole(array: Any) -> bool:
    """Does it show all of the memory that it keeps, each number once?"""
    if type(array) is not np.ndarray or min(array.strides, default=0) <= 0:
        return False
    owner = array if array.base is None else array.base
    return type(owner) is np.ndarray and owner.base is None and owner.nbytes == array.nbytes


def _held(captures: Mapping[Any, Any], place: Any) -> tuple[int, int]:
    """How often a caught gradient, and the array that it shows, are referred to."""
    found = captures[place]
    owner = found.base
    return getrefcount(found), 0 if owner is None else getrefcount(owner)


ONLY_CAUGHT = (_held({0: np.zeros((2, 1))}, 0), _held({0: np.zeros((2, 1)).T}, 0))
