"""The node classes for complex numbers and half precision: the same formulas, run otherwise.

PyTorch's gradient of a complex number is the conjugate Wirtinger derivative. For an operation
whose formula is that of calculus (every holomorphic one) it is ``conj(rule(conj(grad)))``, so
that one formula serves both. What is not holomorphic (``conj``, ``polar``, decompositions …) says
itself where it conjugates, and its entry that it does.

In half precision a formula runs on tensors, so that every step of it is rounded as PyTorch's;
where the slope is one kernel of PyTorch's, in single precision, and rounded once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.dtypes import BF16
from engine.modes import MODES, set_recording
from engine.node import Node
from engine.numbers.half import converted, widened
from engine.tensor import Tensor, new_tensor

if TYPE_CHECKING:
    from engine.op import Op

_ON_TENSORS = "backward_tensors"
# Their slopes are one kernel too, which PyTorch differentiates again as the steps it stands for.
DECOMPOSED_TWICE = frozenset({"SiluBackward0", "MishBackward0"})
# What reads its result, or a factor, in the half itself, and so says where it rounds.
IN_STEPS = frozenset(
    {"GluBackward0", "HuberLossBackward0", "LogSigmoidBackward0", "MseLossBackward0"}
)
# Kernels that reckon in float16 itself, though in single precision for bfloat16.
IN_STEPS_OF_FLOAT16 = frozenset({"SigmoidBackward0"})
Backward = Callable[[Node, Any], Sequence[Any]]


@cache
def variant(op: Op, make: type[Node], kind: np.dtype[Any]) -> type[Node]:
    """The node class of an operation whose result is of numpy's dtype ``kind``."""
    if kind.kind == "c" and not op.conjugates:
        return _subclass(make, _conjugated(make, "backward"), _conjugated(make, _ON_TENSORS))
    if (kind.kind == "f" and kind.itemsize == 2) or kind == BF16:
        return _subclass(make, _of_halves(op, kind)(make, kind))
    return make


def _of_halves(op: Op, kind: np.dtype[Any]) -> Callable[[type[Node], np.dtype[Any]], Backward]:
    if kind != BF16 and op.node_name in IN_STEPS_OF_FLOAT16:
        return _by_tensors
    if op.node_name in IN_STEPS:
        return _by_tensors
    one_kernel = op.backward_node or op.node_name in DECOMPOSED_TWICE
    return _rounded_once if one_kernel else _by_tensors


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


def _rounded_once(make: type[Node], kind: np.dtype[Any]) -> Backward:
    in_steps = _by_tensors(make, kind)

    def backward(node: Node, grad: Any) -> Sequence[Any]:
        if type(node.saved) is not tuple:  # it was freed, or hooks have packed it
            return in_steps(node, grad)
        wide = make()
        wide.next, wide.expects, wide.params = node.next, node.expects, node.params
        wide.extras, wide.sequence_nr = node.extras, node.sequence_nr
        wide.saved = tuple(_widened(each) for each in node.saved)
        try:
            found = make.backward(wide, _widened(grad))
        except RuntimeError:  # something was modified, and it is the half's name that is told
            return in_steps(node, grad)
        return [None if each is None else converted(each, kind) for each in found]

    return backward


def _widened(value: Any) -> Any:
    """A saved tensor or a gradient in single precision, if it is a half."""
    if isinstance(value, list):
        return [_widened(each) for each in value]
    if not isinstance(value, Tensor):
        return widened(value)
    found = new_tensor(widened(value._data))
    found._counter = value._counter
    return found


def _by_tensors(_make: type[Node], kind: np.dtype[Any]) -> Backward:
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
