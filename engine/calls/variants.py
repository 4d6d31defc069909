"""The node classes for complex numbers and half precision: the same formulas, run otherwise.

PyTorch's gradient of a complex number is the conjugate Wirtinger derivative. For an operation
whose formula is that of calculus (every holomorphic one) it is ``conj(rule(conj(grad)))``, so
that one formula serves both. What is not holomorphic (``conj``, ``polar``, decompositions …) says
itself where it conjugates, and its entry that it does.

In half precision a formula runs on tensors, so that every step of it is rounded as PyTorch's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.dtypes import BF16
from engine.modes import MODES, set_recording
from engine.node import Node
from engine.numbers.half import converted
from engine.tensor import Tensor, new_tensor

if TYPE_CHECKING:
    from engine.op import Op

_ON_TENSORS = "backward_tensors"
Backward = Callable[[Node, Any], Sequence[Any]]


@cache
def variant(op: Op, make: type[Node], kind: np.dtype[Any]) -> type[Node]:
    """The node class of an operation whose result is of numpy's dtype ``kind``."""
    if kind.kind == "c" and not op.conjugates:
        return _subclass(make, _conjugated(make, "backward"), _conjugated(make, _ON_TENSORS))
    if (kind.kind == "f" and kind.itemsize == 2) or kind == BF16:
        return _subclass(make, _by_tensors(kind))
    return make


def _subclass(
    make: type[Node], backward: Backward, on_tensors: Backward | None = None
) -> type[Node]:
    body: dict[str, Any] = {
        "__slots__": (), "__doc__": make.__doc__, "__module__": make.__module__,
        "backward": backward,
    }  # fmt: skip
    return type(make.__name__, (make,), body | ({_ON_TENSORS: on_tensors} if on_tensors else {}))


def _conjugated(make: type[Node], name: str) -> Backward:
    def backward(node: Node, grad: Any) -> Sequence[Any]:
        found = getattr(make, name)(node, conjugate(grad))
        return [conjugate(each) for each in found]

    return backward


def conjugate(grad: Any) -> Any:
    """The complex conjugate of a gradient (or of several); a real one as it is."""
    if isinstance(grad, list):
        return [conjugate(each) for each in grad]
    if isinstance(grad, Tensor):
        return grad.conj() if grad._data.dtype.kind == "c" else grad
    if grad is None or grad.dtype.kind != "c":
        return grad
    return np.conj(grad) + 0  # so that no zero becomes a negative one


def _by_tensors(kind: np.dtype[Any]) -> Backward:
    def wrapped(grad: Any) -> Any:
        if isinstance(grad, list):
            return [wrapped(each) for each in grad]
        if grad is None:
            return None
        return new_tensor(grad if grad.dtype == kind else converted(grad, kind))

    def backward(node: Node, grad: Any) -> Sequence[Any]:
        before = MODES.grad
        set_recording(False)
        try:
            found = node.backward_tensors(wrapped(grad))
        finally:
            set_recording(before)
        return [each._data if isinstance(each, Tensor) else each for each in found]

    return backward
