"""The nodes of complex numbers and of half precision: the same formulas, run in another way.

PyTorch's gradient of a complex number is the conjugate Wirtinger derivative. For an operation
whose formula is that of calculus (every holomorphic one) it is ``conj(rule(conj(grad)))``, so
that one formula serves both; the few that are not holomorphic (``abs``, ``angle``, ``real`` …)
state theirs by PyTorch's convention and are listed here.

In half precision a formula runs on tensors, so that every step of it is rounded as PyTorch's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.dtypes import BF16
from engine.half import converted
from engine.modes import MODES, set_recording
from engine.node import Node
from engine.tensor import Tensor, new_tensor

if TYPE_CHECKING:
    from engine.op import Op

# Their formulas are the conjugate Wirtinger derivatives themselves.
BY_CONVENTION = frozenset({
    "abs", "angle", "complex", "conj", "conj_physical", "copy", "fft_c2c", "fft_c2r", "fft_r2c",
    "imag", "linalg_cholesky_ex", "polar", "real", "sgn", "view_as_complex", "view_as_real",
})  # fmt: skip
Backward = Callable[[Node, Any], Sequence[Any]]


@cache
def variant(op: Op, make: type[Node], kind: np.dtype[Any]) -> type[Node]:
    """The node class of an operation whose result is of numpy's dtype ``kind``."""
    if kind.kind == "c" and op.name not in BY_CONVENTION:
        return _subclass(make, _conjugated(make.backward), _conjugated(make.backward_tensors))
    if kind.kind == "f" and kind.itemsize == 2 or kind == BF16:
        return _subclass(make, _by_tensors(make.backward_tensors, kind), make.backward_tensors)
    return make


def _subclass(make: type[Node], backward: Backward, on_tensors: Backward) -> type[Node]:
    body = {
        "__slots__": (), "__doc__": make.__doc__, "__module__": make.__module__,
        "backward": backward, "backward_tensors": on_tensors,
    }  # fmt: skip
    return type(make.__name__, (make,), body)


def _conjugated(rule: Backward) -> Backward:
    def backward(node: Node, grad: Any) -> Sequence[Any]:
        return [conjugate(each) for each in rule(node, conjugate(grad))]

    return backward


def conjugate(grad: Any) -> Any:
    """The complex conjugate of a gradient (or of several); a real one as it is."""
    if isinstance(grad, list):
        return [conjugate(each) for each in grad]
    if isinstance(grad, Tensor):
        return grad.conj() if grad._data.dtype.kind == "c" else grad
    return np.conj(grad) if grad is not None and grad.dtype.kind == "c" else grad


def _by_tensors(rule: Backward, kind: np.dtype[Any]) -> Backward:
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
            found = rule(node, wrapped(grad))
        finally:
            set_recording(before)
        return [each._data if isinstance(each, Tensor) else each for each in found]

    return backward
