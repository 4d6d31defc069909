"""One of two values for each element: ``where``, ``clamp``, ``maximum`` and ``minimum``."""

from __future__ import annotations

from numbers import Number
from typing import Any, Final

import numpy as np

from engine.calls.declare import (
    METHODS,
    binary,
    composite,
    operation,
    overloaded,
)
from engine.calls.general import broadcast_error
from engine.calls.out_rules import ELEMENTWISE, FOUND_DTYPE, OutRule
from engine.dtypes import float64
from engine.errors import argument_error
from engine.formula import gated, masked_fill, nothing, where
from engine.foundation.mapped import WHERE, refuse_mapped
from engine.foundation.warn import warn
from engine.numbers.choosing import chosen
from engine.numbers.promotion import cast, number_dtype, result_type
from engine.numbers.ranges import fitting, overflowing
from engine.ops.arithmetic import Choice, widened
from engine.storage.stale import ask
from engine.tensor import Tensor, new_tensor


@operation(
    "where", name="where.self", node="WhereBackward0", inputs=("condition", "self", "other"),
    promotes=True,
    self=lambda grad, condition: where(condition, grad, 0.0),
    other=lambda grad, condition: where(condition, 0.0, grad),
)  # fmt: skip
def choose(condition: Any, self: Any, other: Any) -> Any:
    """The first where the condition holds, the second elsewhere."""
    return chosen(condition.astype(bool, copy=False), self, other)


BYTES = (
    "where received a uint8 condition tensor. This behavior is deprecated and will be removed in "
    "a future version of PyTorch. Use a boolean condition instead."
)
OF_CHOICE: Final = OutRule("Expected out type to be {wanted} but got {own}").in_step()


@composite(name="where", method=False, out=OF_CHOICE, samples=(
    "torch.where(t, x, y)", "torch.where(t, x, 0.)", "torch.where(x > 0, 1., y)",
    "torch.where(x > 0, x, 0)", "torch.where(t, x, s)", "torch.where(t, 1, 2)",
    "torch.where(t, 1., 2.)", "torch.where(t, i, 2.5)", "torch.where(t)",
    "torch.where(t, x, torch.zeros(()))", "x.where(t, y)", "x.where(x > 0, 0)",
    "torch.where(o > 0, o, o * 0.1)", "torch.where(x, x, y)", "torch.where(t[0], v, w)",
    "torch.where(t, x, x)",
))  # fmt: skip
def where_(condition: Tensor, self: Any = None, other: Any = None, *, input: Any = None) -> Any:
    """``self`` where ``condition`` holds, ``other`` elsewhere; alone, where it holds."""
    self = input if self is None else self
    if self is None and other is None:
        refuse_mapped(condition, WHERE)
        return condition.nonzero(as_tuple=True)
    if condition.dtype.name not in ("bool", "uint8"):
        raise RuntimeError(
            "where expected condition to be a boolean tensor, but got a tensor with dtype "
            f"{condition.dtype.kind_name}"
        )
    if condition.dtype.name == "uint8":
        warn(BYTES, once=True)
        condition = condition.bool()
    if not isinstance(self, Tensor) and not isinstance(other, Tensor):
        self, other = _numbers(self, other)
    if not all(isinstance(each, Tensor | Number | np.bool_) for each in (self, other)):
        raise TypeError("where() takes tensors and numbers")
    for one, two in ((self, other), (other, self)):
        if type(one) in (int, float) and isinstance(two, Tensor):
            fitting(one, result_type((one, two)))
    try:
        return choose(condition, self, other)
    except ValueError:
        three = (condition, self, other)
        ask((self, other))
        arrays = [each._data for each in three if isinstance(each, Tensor)]
        raise broadcast_error(arrays) from None


def _numbers(*values: Any) -> tuple[Any, ...]:
    return tuple(new_tensor(cast(value, number_dtype(value).numpy)) for value in values)


def _where_method(self: Tensor, condition: Tensor, other: Any) -> Any:
    """This tensor where ``condition`` holds, ``other`` elsewhere."""
    return where_(condition, self, other)


METHODS["where"] = _where_method


@composite()
def _choose(self: Tensor, then: Any, otherwise: Any) -> Any:
    """What ``formula.where`` does where the condition is a tensor."""
    return choose(self, then, otherwise)


@composite()
def _chosen(self: Tensor, condition: Any, then: Any, otherwise: Any) -> Any:
    """What ``formula.where`` does where the condition is an array and a value a tensor."""
    return choose(new_tensor(np.asarray(condition)), then, otherwise)


@operation("gate", name="_gated", node="ThresholdBackwardBackward0", inputs=("self", "by"),
           self=lambda grad, by: gated(grad, by), by=lambda grad: nothing(grad))  # fmt: skip
def gate(self: Any, by: Any) -> Any:
    """The elements where ``by`` is positive, zero elsewhere."""
    return gated(self, by)


@operation(
    "clamp", name="clamp.Scalar", node="ClampBackward1", elementwise=True,
    self=lambda grad, self, min, max: where(_within(self, min, max), grad, 0.0),
)  # fmt: skip
def clamp_numbers(self: Any, min: Any = None, max: Any = None) -> Any:
    """No smaller than ``min`` and no larger than ``max``, which are numbers."""
    return _limited(self, min, max)


def _limited(self: Any, low: Any, high: Any) -> Any:
    found = self if low is None else np.maximum(_as_is(low, self), self)
    found = found if high is None else np.minimum(_as_is(high, self), found)
    return found.copy() if found is self and isinstance(self, np.ndarray) else found


def _as_is(limit: Any, self: Any) -> Any:
    return limit if isinstance(limit, np.ndarray | np.generic) else self.dtype.type(limit)


def _within(self: Any, low: Any, high: Any) -> Any:
    if high is None:
        return self >= low
    return self <= high if low is None else (self >= low) & (self <= high)


@operation(
    "clamp",
    name="clamp.Tensor",
    node="ClampBackward0",
    inputs=("self", "min", "max"),
    elementwise=True,
    self=lambda grad, self, min, max: where(_within(self, min, max), grad, 0.0),
    min=lambda grad, self, min, max: where(_below(self, min, max), grad, 0.0),
    max=lambda grad, self, min, max: where(_above(self, min, max), grad, 0.0),
)
def clamp_tensors(self: Any, min: Any = None, max: Any = None) -> Any:
    """No smaller than ``min`` and no larger than ``max``, which are tensors."""
    return _limited(self, min, max)


def _below(self: Any, low: Any, high: Any) -> Any:
    return self < low if high is None else (self < low) & (low < high)


def _above(self: Any, low: Any, high: Any) -> Any:
    return self > high if low is None else (self > high) | (high < low)


@overloaded("clip", out=FOUND_DTYPE, named_in_c=True, samples=(
    "x.clamp(-0.5, 0.5)", "x.clamp(min=0)", "x.clamp(max=0.2)", "x.clamp(y, p)", "x.clamp(min=y)",
    "o.clamp(-1, 1)", "x.clip(0, 1)", "torch.clamp(x, 0.3, 0.1)", "(x * 1).clamp_(0)",
    "(x * 1).clamp_(-0.5, 0.5)", "i.clamp(2, 4)", "x.clamp()", "i.clamp(2.5)",
    "torch.clamp(x, min=0, max=0.5)", "o.clamp(min=0)", "o.clamp(0)",
))  # fmt: skip
def clamp(self: Any, min: Any = None, max: Any = None) -> Choice:
    """No smaller than ``min`` and no larger than ``max``."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        if any(isinstance(each, int | float) for each in (min, max)):
            raise TypeError("clamp(): of a number and a tensor, only one can be a bound")
        return clamp_tensors, (self, min, max), {}
    own = widened(widened(self, min), max)
    if not own.is_complex() and (isinstance(min, complex) or isinstance(max, complex)):
        raise overflowing(float64)
    min, max = (None if each is None else fitting(each, own.dtype) for each in (min, max))
    return clamp_numbers, (own,), {"min": min, "max": max}


@operation("clamp", name="clamp_min.Scalar", node="ClampMinBackward0", elementwise=True,
           self=lambda grad, self, min: where(self >= min, grad, 0.0))  # fmt: skip
def clamp_min_number(self: Any, min: Any) -> Any:
    """No smaller than a number."""
    return _limited(self, min, None)


@operation("clamp", name="clamp_max.Scalar", node="ClampMaxBackward0", elementwise=True,
           self=lambda grad, self, max: where(self <= max, grad, 0.0))  # fmt: skip
def clamp_max_number(self: Any, max: Any) -> Any:
    """No larger than a number."""
    return _limited(self, None, max)


_clamp_min_tensor = binary(
    "clamp_min.Tensor", "clamp", np.maximum,
    lambda grad, self, min: where(self >= min, grad, 0.0),
    lambda grad, self, min: where(self < min, grad, 0.0),
    inputs=("self", "min"), node="ClampMinBackward1",
)  # fmt: skip
_clamp_max_tensor = binary(
    "clamp_max.Tensor", "clamp", np.minimum,
    lambda grad, self, max: where(self <= max, grad, 0.0),
    lambda grad, self, max: where(self > max, grad, 0.0),
    inputs=("self", "max"), node="ClampMaxBackward1",
)  # fmt: skip


@overloaded(
    out=FOUND_DTYPE,
    named_in_c=True,
    samples=(
        "x.clamp_min(0.1)",
        "x.clamp_min(y)",
        "torch.clamp_min(o, 0)",
        "(x * 1).clamp_min_(0)",
    ),
)
def clamp_min(self: Any, min: Any) -> Choice:
    """No smaller than ``min``."""
    if isinstance(min, Tensor):
        return _clamp_min_tensor, (self, min), {}
    return clamp_min_number, (widened(self, min),), {"min": min}


@overloaded(
    out=FOUND_DTYPE,
    named_in_c=True,
    samples=(
        "x.clamp_max(0.1)",
        "x.clamp_max(y)",
        "torch.clamp_max(o, 0)",
        "(x * 1).clamp_max_(0)",
    ),
)
def clamp_max(self: Any, max: Any) -> Choice:
    """No larger than ``max``."""
    if isinstance(max, Tensor):
        return _clamp_max_tensor, (self, max), {}
    return clamp_max_number, (widened(self, max),), {"max": max}


def _shared(grad: Any, equal: Any, less: Any) -> Any:
    """Half the gradient where operands are equal, none where the other one was chosen."""
    if isinstance(grad, Tensor):
        return where(equal, grad / 2, grad).masked_fill(less, 0.0)
    return where(equal, grad / 2, where(less, 0.0, grad))


_maximum = binary(
    "maximum.Tensor", "max", lambda self, other: np.maximum(other, self),  # of equals, the first
    lambda grad, self, other: _shared(grad, self == other, self < other),
    lambda grad, self, other: _shared(grad, self == other, other < self),
    node="MaximumBackward0",
)  # fmt: skip


@composite(
    out=ELEMENTWISE,
    samples=(
        "torch.maximum(x, y)",
        "torch.maximum(x, x)",
        "torch.maximum(o, o * 2)",
        "torch.maximum(x, v)",
        "torch.maximum(i, j)",
        "torch.maximum(x, i)",
        "torch.maximum(x, 2)",
        "torch.max(x, y)",
    ),
)
def maximum(self: Tensor, other: Tensor) -> Any:
    """The larger of two elements."""
    if not isinstance(other, Tensor):
        raise argument_error(_maximum.op, (self, other))
    return _maximum(self, other)


_minimum = binary(
    "minimum.Tensor", "min", lambda self, other: np.minimum(other, self),
    lambda grad, self, other: _shared(grad, self == other, self > other),
    lambda grad, self, other: _shared(grad, self == other, other > self),
    node="MinimumBackward0",
)  # fmt: skip


@composite(
    out=ELEMENTWISE,
    samples=(
        "torch.minimum(x, y)",
        "torch.minimum(o, o * 2)",
        "torch.min(x, y)",
        "torch.minimum(i, j)",
    ),
)
def minimum(self: Tensor, other: Tensor) -> Any:
    """The smaller of two elements."""
    if not isinstance(other, Tensor):
        raise argument_error(_minimum.op, (self, other))
    return _minimum(self, other)


def _kept(grad: Any, chosen: Any) -> Any:
    """The gradient where an operand was chosen."""
    if isinstance(grad, Tensor):
        return grad.masked_fill(chosen.logical_not(), 0.0)
    return where(chosen, grad, 0.0)


def _number(first: Any, self: Any, other: Any) -> Any:
    """``self`` where it comes first or is alone a number: of two zeros it is ``self``."""
    return np.where(first | (other != other), self, other)[()]


binary(
    "fmax", "max", lambda self, other: _number(self >= other, self, other),
    lambda grad, self, other: _kept(grad, (self >= other) | (other != other)),
    lambda grad, self, other: masked_fill(grad, (self >= other) | (other != other)),
    samples=("torch.fmax(x, y)", "torch.fmax(o, o * 2)"),
)  # fmt: skip
binary(
    "fmin", "min", lambda self, other: _number(self <= other, self, other),
    lambda grad, self, other: _kept(grad, (self <= other) | (other != other)),
    lambda grad, self, other: masked_fill(grad, (self <= other) | (other != other)),
    samples=("torch.fmin(x, y)", "torch.fmin(o, o * 2)"),
)  # fmt: skip


@operation(
    "nan→", elementwise=True,
    out=OutRule("{name}: dtype of out: {own} should be same as input: {wanted}"),
    self=lambda grad, self: grad * ((self - self) == 0),
    samples=("x.nan_to_num()", "(o / 0).nan_to_num(nan=1., posinf=5.)"),
)  # fmt: skip
def nan_to_num(self: Any, nan: Any = None, posinf: Any = None, neginf: Any = None) -> Any:
    """Finite numbers in place of NaN and the infinities."""
    return np.nan_to_num(self, nan=nan or 0.0, posinf=posinf, neginf=neginf)
