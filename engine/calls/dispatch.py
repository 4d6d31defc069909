"""How an elementwise operation is called: a short way for one operand and for two.

Every way does the same four things: compute on arrays, wrap the result, attach a node if
gradients are wanted, tell whoever watches, of an error too (they are ``closed``). The short ways
are the price of every scalar step, so they take the common case (equal floating dtypes) at once
and leave all else to a longer one. All other operations are called by what is written out for
them (``engine.calls.spelling``), or in the general way (``engine.calls.general``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from engine.calls.general import any_requires_grad, refuse_kind, refuse_whole, tell, unusual_call
from engine.calls.later import later
from engine.dtypes import F32, F64, FLOAT
from engine.errors import argument_error, refused, shape_mismatch
from engine.graph.record import attach, node_class, remember_versions, saved_result
from engine.modes import FORMULAS, MODES, SILENT
from engine.node import Node, extras_of, next_sequence_number
from engine.numbers.half import MET, is_half
from engine.numbers.promotion import cast, floating, read_in_half, result_type
from engine.observer import WATCH, closed, leave
from engine.op import Op
from engine.storage.stale import ask
from engine.tensor import Tensor, new_tensor

Call = Callable[..., Any]
arranged = later("engine.storage.layout", "arranged")
from_numpy = later("engine.creation", "from_numpy")
ndarray, float32, float64 = np.ndarray, np.float32, np.float64
_new = object.__new__


def unary_call(op: Op) -> Call:  # noqa: C901  (a helper would cost as much as the step)
    """The call of an elementwise operation on one tensor without options."""
    forward, derivative = op.forward, bool(op.derivatives)
    make: Callable[[], Node] = Node

    def first_node() -> Node:
        nonlocal make
        make = node_class(op)  # from now on the class itself
        return make()

    make = first_node
    keeps_self, keeps_result = "self" in op.saves, op.saves_result
    otherwise = _other_call(op)

    @closed
    def call(self: Any) -> Tensor:
        try:
            try:
                data = self._data
            except AttributeError:
                raise argument_error(op, (self,)) from None
            if data.dtype is not F32 and data.dtype is not F64:
                return otherwise(self)
            out = _new(Tensor)
            try:
                out._data = forward(data)
            except TypeError:
                raise refused(op, data) from None
            out._edge = None
            out._number = 0
            out._counter = None
            out._mark = None
            edge = self._edge if derivative else None
            if edge is not None and (SILENT.nowhere or MODES.grad):
                node = out._edge = make()
                node.sequence_nr = next_sequence_number()
                node.next = (edge,)
                node.expects = node.params = node.extras = None
                if self._number:
                    extras_of(node).numbers = (self._number,)
                if keeps_result:
                    out._counter = counter = [0]
                    node.saved = (
                        (self, out._data, counter, 0) if keeps_self else (out._data, counter, 0)
                    )
                else:
                    node.saved = (self,) if keeps_self else ()
                if keeps_self and self._counter is not None and self._counter[0]:
                    remember_versions(node)
            if WATCH.observer is not None:
                WATCH.observer.op(op, (("self", self),), (out,), False)
        except BaseException:
            leave()
            raise
        return out

    return call


def _other_call(op: Op) -> Callable[[Tensor], Tensor]:
    """The one-operand call for whole numbers, half precision and complex numbers."""

    def call(self: Tensor) -> Tensor:
        if op.check is not None:
            op.check(self)
        if self.dtype.category < FLOAT:
            refuse_whole(op.name, self.dtype)
        dtype = floating(self.dtype) if op.true_division else self.dtype
        data = cast(self, dtype.numpy)
        try:
            out = new_tensor(_computed(op, data))
        except TypeError:
            raise refused(op, data) from None
        if op.derivatives and MODES.grad and self._edge is not None:
            attach(op, node_class(op), (self,), {}, (out,), {})
        tell(op, (("self", self),), (out,))
        return out

    return call


def _computed(op: Op, *arrays: Any) -> Any:
    return unusual_call(op, arrays, {}) if MET.unusual else op.forward(*arrays)


def binary_call(op: Op, checked: Callable[[Call], Call] | None = None) -> Call:  # noqa: C901  (a helper would cost as much as the step)
    """The call of an elementwise operation on a tensor and a tensor or number.

    Each input is saved if a wanted rule reads it: the bits of ``keep_…`` say for whose gradient
    (1 the first input's, 2 the second's). ``checked`` : makes the ways of operands that are not
    two tensors say what they were miscalled.
    """
    forward, derivative = op.forward, bool(op.derivatives)
    make: Callable[[], Node] = Node

    def first_node() -> Node:
        nonlocal make
        make = node_class(op)  # from now on the class itself
        return make()

    make = first_node
    mixed, with_number = _mixed_call(op), _number_call(op)
    if checked is not None:
        mixed, with_number = checked(mixed), checked(with_number)
    keep_self, keep_other = keep_bits(op)
    keeps_inputs, keeps_result = bool(keep_self or keep_other), op.saves_result
    keeps_both = bool(keep_self and keep_other)

    @closed
    def call(self: Any, other: Any) -> Any:  # noqa: C901
        try:
            sort = type(other)
            if sort is float or sort is int:  # to run into the error below would cost more
                return with_number(self, other)
            try:
                left, right = self._data, other._data
            except AttributeError:
                return mixed(self, other)
            kind = type(left)
            scalars = kind is not ndarray and kind is type(right)
            if scalars:
                if kind is not float32 and kind is not float64:
                    return mixed(self, other)
            else:
                dtype = left.dtype
                if (dtype is not F32 and dtype is not F64) or right.dtype is not dtype:
                    return mixed(self, other)
            out = _new(Tensor)
            try:
                made = out._data = forward(left, right)
                if kind is ndarray and made.ndim > 1 and not left.flags.c_contiguous:
                    out._data = arranged(made, (left, right))
            except ValueError:
                ask((self, other) if derivative else ())
                raise shape_mismatch(left.shape, right.shape) from None
            except TypeError:
                raise refused(op, left, right) from None
            out._edge = None
            out._number = 0
            out._counter = None
            out._mark = None
            if derivative:
                to_self, to_other = self._edge, other._edge
            else:
                to_self = to_other = None
            if (to_self is not None or to_other is not None) and (SILENT.nowhere or MODES.grad):
                node = out._edge = make()
                node.sequence_nr = next_sequence_number()
                node.next = (to_self, to_other)
                node.expects = node.params = node.extras = None
                if not scalars and (shape := left.shape) != (other_shape := right.shape):
                    node.expects = (shape, dtype), (other_shape, dtype)
                if self._number or other._number:
                    extras_of(node).numbers = (self._number, other._number)
                if keeps_inputs:
                    if keeps_both and to_self is not None and to_other is not None:
                        node.saved = (self, other)
                    else:
                        wanted = (to_self is not None) + 2 * (to_other is not None)
                        node.saved = (
                            self if keep_self & wanted else None,
                            other if keep_other & wanted else None,
                        )
                    own, its = self._counter, other._counter
                    if (own is not None and own[0]) or (its is not None and its[0]):
                        remember_versions(node)
                else:
                    node.saved = ()
                if keeps_result:
                    node.saved = (*node.saved, *saved_result(out))
            if WATCH.observer is not None:
                WATCH.observer.elementwise(op, self, other, out)
        except BaseException:
            leave()
            raise
        return out

    return call


@cache
def keep_bits(op: Op) -> tuple[int, int]:
    """For each of two inputs, which gradients' rules read it (1 the first's, 2 the second's)."""
    one, other = op.inputs
    first, second = op.reads.get(one, ()), op.reads.get(other, ())
    return (one in first) + 2 * (one in second), (other in first) + 2 * (other in second)


def _mixed_call(op: Op) -> Call:
    """The two-operand call where a number or another dtype takes part."""
    options: dict[str, Any] = {}

    def call(self: Any, other: Any) -> Any:
        if not isinstance(self, Tensor):
            raise argument_error(op, (self, other))
        other = _as_operand(op, other)
        if other is None:
            leave()
            return NotImplemented
        if op.check is not None:
            op.check(self, other)
        common = result_type((self, other))
        if common.category < FLOAT:
            refuse_kind(op, common, (self, other), options)
        dtype = (floating(common) if op.true_division else common).numpy
        left, right = cast(self, dtype), cast(other, dtype)
        if MET.unusual and is_half(dtype):
            right = read_in_half(op.name, other, dtype)
        try:
            out = new_tensor(arranged(_computed(op, left, right), (left, right)))
        except ValueError:
            ask((self, other) if op.derivatives else ())
            raise shape_mismatch(left.shape, right.shape) from None
        except TypeError:
            raise refused(op, left, right) from None
        if op.derivatives and MODES.grad and any_requires_grad((self, other)):
            attach(op, node_class(op), (self, other), options, (out,), options)
        tell(op, ((op.inputs[0], self), (op.inputs[1], other)), (out,))
        return out

    return call


def _as_operand(op: Op, other: Any) -> Any:
    """A tensor or a number as it is, an array as a tensor where it may be one; else None."""
    if type(other) is ndarray and op.takes_arrays:
        return from_numpy(other)
    return other if isinstance(other, Tensor | int | float | complex | np.generic) else None


@cache
def by_number(op: Op) -> Op:
    """The overload that takes a number, which of all programs only formulas call."""
    first, second = op.inputs
    return op._replace(
        node_name=f"{op.node_name[:-1]}1", inputs=(first,), options={second: None},
        derivatives={first: op.derivatives[first]},
    )  # fmt: skip


def _by_formula(op: Op, self: Tensor, other: float, out: Tensor) -> Tensor:
    """The result with the node of that overload."""
    own = by_number(op)
    attach(own, node_class(own), (self,), {op.inputs[1]: other}, (out,), {})
    tell(op, ((op.inputs[0], self), (op.inputs[1], other)), (out,))
    return out


def _number_call(op: Op) -> Call:  # noqa: C901  (a helper would cost as much as the step)
    """The two-operand call of a floating tensor and a Python number, which takes its dtype."""
    forward, derivative = op.forward, bool(op.derivatives)
    keep_self, keep_other = (bool(bits & 1) for bits in keep_bits(op))
    keeps_inputs, keeps_result = bool(any(keep_bits(op))), op.saves_result
    mixed, numbered = _mixed_call(op), op.numbered

    @closed
    def call(self: Any, other: float) -> Any:
        try:
            data = self._data if isinstance(self, Tensor) else None
            if data is None or (data.dtype is not F32 and data.dtype is not F64):
                return mixed(self, other)
            try:
                out = new_tensor(forward(data, other))
            except TypeError:
                raise refused(op, data) from None
            edge = self._edge if derivative else None
            if edge is not None and (SILENT.nowhere or MODES.grad):
                if numbered and not FORMULAS.nowhere and MODES.formula:
                    return _by_formula(op, self, other, out)
                node = out._edge = node_class(op)()
                node.sequence_nr = next_sequence_number()
                node.next = (edge, None)
                node.expects = node.params = node.extras = None
                if self._number:
                    extras_of(node).numbers = (self._number, 0)
                node.saved = (
                    (self if keep_self else None, other if keep_other else None)
                    if keeps_inputs
                    else ()
                )
                if keep_self and self._counter is not None and self._counter[0]:
                    remember_versions(node)
                if keeps_result:
                    node.saved = (*node.saved, *saved_result(out))
            if WATCH.observer is not None:
                WATCH.observer.elementwise(op, self, other, out)
        except BaseException:
            leave()
            raise
        return out

    return call
