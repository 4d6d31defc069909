"""Functions that formulas are written with, on arrays, tensors and symbols alike."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.axes import axes, keep
from engine.calls.axes import count as counted
from engine.calls.later import later
from engine.dtypes import F32, F64
from engine.graph.conform import unbroadcast
from engine.kernels import triangles
from engine.numbers.choosing import chosen
from engine.storage.memory import repeated

_ARRAYS: Any = (np.ndarray, np.generic)
_ONE, _ONE_WIDE = np.ones((), F32), np.ones((), F64)  # quicker than the number


def _method(name: str, ufunc: Any) -> Any:
    def function(value: Any) -> Any:
        if isinstance(value, _ARRAYS):
            return ufunc(value)
        if isinstance(value, int | float):
            return float(ufunc(np.float64(value)))
        return getattr(value, name)()

    function.__name__ = name
    function.__doc__ = f"``{name}`` of an array, a tensor or a symbol."
    return function


FEW = 8192  # elements, for which twice the precision costs little


def close(ufunc: Any, alone: Callable[[Any], float], wide: bool = False) -> Any:
    """A function of numpy's, rounded as well as PyTorch's where there are few float32 numbers.

    ``alone`` : Python's own function, which of a single number is the quickest.
    ``wide`` : of few doubles too, of which numpy rounds more than PyTorch otherwise.
    """

    def function(value: Any) -> Any:
        if type(value) is np.float32:
            try:
                return np.float32(alone(value))
            except (OverflowError, ValueError):  # infinite, or no number: numpy says which
                return ufunc(value)
        if value.dtype is F32 and value.size <= FEW:
            return ufunc(value.astype(F64)).astype(F32)  # sooner than to name the dtype
        if wide and value.dtype is F64 and value.size <= FEW:
            return ufunc(value.astype(np.longdouble)).astype(F64)
        return ufunc(value)

    function.__name__ = ufunc.__name__
    return function


close_exp, close_log = close(np.exp, math.exp), close(np.log, math.log)
close_sin, close_cos = close(np.sin, math.sin), close(np.cos, math.cos)
close_tanh, close_log1p = close(np.tanh, math.tanh, True), close(np.log1p, math.log1p, True)
close_expm1 = close(np.expm1, math.expm1, True)


def in_registers(ufunc: Any, near: Any) -> Any:
    """``near`` of what fills pairs of registers; of the rest numpy's own, as C has it.

    PyTorch's loops leave elements that fill no registers to the functions of C's library.
    """

    def function(value: Any) -> Any:
        if type(value) is not np.ndarray or value.dtype.kind != "f":
            return ufunc(value)
        whole = value.nbytes // PAIR * PAIR // value.itemsize
        if whole == value.size or value.size > FEW:
            return near(value)
        if not whole:
            return ufunc(value)
        found = near(value)
        found.ravel("K")[whole:] = ufunc(value.ravel("K")[whole:])
        return found

    function.__name__ = ufunc.__name__
    return function


PAIR = 64  # bytes in two registers
close_sinh = in_registers(np.sinh, close(np.sinh, math.sinh, True))
close_cosh = in_registers(np.cosh, close(np.cosh, math.cosh, True))
close_atanh = in_registers(np.arctanh, close(np.arctanh, math.atanh, True))
exp_in_vectors = later("engine.kernels.exponentials", "exp_in_vectors")


def vector_exp(value: Any) -> Any:
    """E to the power of few float32 numbers as PyTorch's kernels find it that read whole rows."""
    few = type(value) is np.ndarray and value.dtype is F32 and 0 < value.size <= FEW
    return exp_in_vectors(value) if few else close_exp(value)


expm1_in_registers = in_registers(np.expm1, close_expm1)
exp_in_registers = in_registers(close_exp, vector_exp)
log1p_in_registers = in_registers(np.log1p, close_log1p)
exp = _method("exp", close_exp)
exp_of_row = _method("exp", vector_exp)
log = _method("log", close_log)
sqrt = _method("sqrt", np.sqrt)
rsqrt = _method("rsqrt", lambda value: 1 / np.sqrt(value))
sin = _method("sin", close_sin)
cos = _method("cos", close_cos)
tan = _method("tan", np.tan)
sinh = _method("sinh", close_sinh)
cosh = _method("cosh", close_cosh)
tanh = _method("tanh", close_tanh)


def less_square(value: Any) -> Any:
    """1 − x², of few real numbers rounded once, as by PyTorch's fused multiplication."""
    if type(value) is not np.ndarray or value.dtype is not F32:
        if type(value) is np.float32:
            return np.float32(1 - float(value) * float(value))
        if isinstance(value, _ARRAYS) and value.dtype is F64 and value.size <= FEW:
            return (1 - np.square(value, dtype=np.longdouble)).astype(F64)
        return from_one(value * value)
    if value.size > FEW:
        square = value * value
        return np.subtract(_ONE, square, square)
    square = value.astype(F64)
    np.multiply(square, square, square)
    return np.subtract(_ONE_WIDE, square, square).astype(F32)


def fused(first: Any, second: Any, third: Any) -> Any:
    """First · second + third, of few float32 numbers rounded once, as by PyTorch's kernels."""
    if isinstance(first, _ARRAYS) and first.dtype is F32 and first.size <= FEW:
        second = np.float32(second) if isinstance(second, float) else second
        return (first.astype(F64) * second + third).astype(F32)
    return first * second + third


EXACT: dict[float, Any] = {
    0.5: np.sqrt,
    -0.5: lambda value: 1 / np.sqrt(value),
    3: lambda value: value * value * value,
    -2: lambda value: 1 / (value * value),
}
"""As PyTorch's kernel does it: these differ from the general power in the last digit or at −0."""


def power(value: Any, exponent: Any) -> Any:
    """``value`` to the power of a number."""
    exact = isinstance(value, _ARRAYS) and exponent in EXACT
    return EXACT[exponent](value) if exact else value**exponent


def from_one(value: Any) -> Any:
    """One minus a value, the one being a tensor where the value is one, as in PyTorch's C++."""
    one = getattr(value, "new_ones", None)
    return 1 - value if one is None else one(()) - value


def sign_of(value: Any) -> Any:
    """-1, 0 or 1 for each number; 0 also where there is none."""
    if value.dtype.kind == "c":
        return np.sign(value)
    if value.dtype.kind == "b":
        return value
    return np.subtract(value > 0, value < 0, dtype=value.dtype)


sign = _method("sign", sign_of)
sgn = _method("sgn", sign_of)
absolute = _method("abs", np.abs)
floor = _method("floor", np.floor)
trunc = _method("trunc", np.trunc)


def real_part(value: Any) -> Any:
    """The real part of complex numbers; real ones and symbols as they are."""
    data = getattr(value, "_data", value)
    complex_numbers = isinstance(data, _ARRAYS) and data.dtype.kind == "c"
    return value.real if complex_numbers else value


nothing = _method("_nothing", lambda value: np.zeros_like(value)[()])


def sigmoid(value: Any) -> Any:
    """1 / (1 + e⁻ˣ); where the power overflows, infinity leads to 0, as it should."""
    if not isinstance(value, _ARRAYS):
        return value.sigmoid()
    powers: Any = np.negative(value)
    if type(powers) is not np.ndarray:
        return 1 / (close_exp(powers) + 1)
    powers = exp_in_registers(powers) if powers.size <= FEW else np.exp(powers, powers)
    np.add(powers, _ONE if powers.dtype is F32 else 1, powers)
    return np.reciprocal(powers, powers)


def where(condition: Any, then: Any, otherwise: Any) -> Any:
    """``then`` where ``condition`` holds, ``otherwise`` elsewhere; either may be a number."""
    if not isinstance(condition, _ARRAYS):
        return condition._choose(then, otherwise)
    for each in (then, otherwise):
        if not isinstance(each, (*_ARRAYS, int, float, complex)):
            return each._chosen(condition, then, otherwise)
    return chosen(condition, then, otherwise)


def gated(grad: Any, by: Any) -> Any:
    """The gradient where ``by`` is positive, zero elsewhere."""
    if not isinstance(by, _ARRAYS):
        return grad._gated(by)
    return chosen(by <= 0, 0.0, grad)


def expand_to(value: Any, shape: tuple[int, ...]) -> Any:
    """``value`` repeated over ``shape``."""
    if isinstance(value, _ARRAYS):
        return repeated(value, shape)
    return value.expand(shape)


def spread(grad: Any, shape: Any, dim: Any, keepdim: Any) -> Any:
    """What was reduced along ``dim``, back in every place it came from."""
    if isinstance(grad, _ARRAYS):
        return repeated(grad.reshape(keep(shape, dim)), shape)
    return with_named_dims(grad, shape, dim, keepdim).expand(shape)


def as_kept(value: Any, shape: Any, dim: Any, keepdim: Any) -> Any:
    """What was reduced along ``dim``, with those dimensions again, of length 1, at once."""
    if not isinstance(shape, tuple) or (keepdim and not isinstance(value, _ARRAYS)):
        return value
    return value.reshape(keep(shape, dim))


def with_dims(grad: Any, shape: Any, dim: Any, keepdim: Any) -> Any:
    """What was reduced along ``dim``, with those dimensions again, of length 1, one by one."""
    if isinstance(grad, _ARRAYS):
        return grad.reshape(keep(shape, dim))
    if not isinstance(shape, tuple) or keepdim:
        return grad
    reduced = axes(dim, len(shape))
    for each in range(len(shape)) if reduced is None else sorted(reduced):
        grad = grad.unsqueeze(each)
    return grad


def masked_fill(value: Any, mask: Any, number: float = 0.0) -> Any:
    """``value``, and ``number`` where ``mask`` holds."""
    if isinstance(value, _ARRAYS):
        return chosen(mask, number, value)
    if isinstance(mask, _ARRAYS) or not hasattr(value, "_edge"):
        return where(mask, number, value)
    return value.masked_fill(mask, number)


def kept(value: Any, shape: Any, dim: Any) -> Any:
    """What was reduced along ``dim``, with those dimensions again, of length 1."""
    return reshape(value, keep(shape, dim) if isinstance(shape, tuple) else shape)


def count(shape: Any, dim: Any = None) -> Any:
    """How many elements were reduced to one."""
    return counted(shape, dim) if isinstance(shape, tuple) else shape.count()


def with_named_dims(grad: Any, shape: Any, dim: Any, keepdim: Any) -> Any:
    """The same, but where all was reduced and no dimension named it stays one number."""
    if isinstance(grad, _ARRAYS) or axes_named(dim):
        return with_dims(grad, shape, dim, keepdim)
    return grad


def axes_named(dim: Any) -> bool:
    """Was any dimension named, along which to reduce?"""
    return isinstance(dim, int) or (isinstance(dim, tuple | list) and len(dim) > 0)


def total(value: Any, dim: Any) -> Any:
    """The sum along ``dim``, which stays with length 1."""
    if isinstance(value, _ARRAYS):
        if value.size >= MANY and _are_short_rows(value, dim):
            return np.einsum("...i->...", value)[..., None]
        axis = dim if type(dim) is int and value.ndim else axes(dim, value.ndim)
        return np.add.reduce(value, axis, keepdims=True)
    return value.sum(dim, True)


MANY, SHORT = 2048, 64
"""From how many elements on, and up to which length of rows, numpy's reduction is slow: it
spends more on starting a row than on adding it up. ``einsum`` starts all rows at once."""


def _are_short_rows(array: Any, dim: Any) -> bool:
    axis = dim[0] if type(dim) is tuple and len(dim) == 1 else dim
    last = type(axis) is int and axis in (-1, array.ndim - 1)
    return last and array.shape[-1] <= SHORT and array.dtype.kind == "f" and array.itemsize > 2


def average(value: Any, dim: Any) -> Any:
    """The mean along ``dim``, which stays with length 1."""
    if not isinstance(value, _ARRAYS):
        return value.mean(dim, True)
    if value.dtype is F32 or value.dtype is F64:
        sums = total(value, dim)
        return sums / (value.size // max(sums.size, 1))
    return value.mean(axis=axes(dim, value.ndim), keepdims=True)  # sums half precision as single


def reshape(value: Any, shape: Any) -> Any:
    """``value`` in another shape."""
    return value.reshape(shape)


def in_shape(grad: Any, shape: Any) -> Any:
    """A gradient in the shape that the input had; a symbol says so in words."""
    told = getattr(grad, "_in_shape", None)
    return grad.reshape(shape) if told is None else told()


def squeeze(value: Any, dim: int) -> Any:
    """``value`` without one dimension of length 1."""
    return value.squeeze(dim)


def permute(value: Any, dims: Any) -> Any:
    """``value`` with its dimensions in another order."""
    return value.transpose(dims) if isinstance(value, _ARRAYS) else value.permute(dims)


def exchange(value: Any, first: int, second: int) -> Any:
    """``value`` with two of its dimensions exchanged."""
    if isinstance(value, _ARRAYS):
        return value.swapaxes(first, second)
    return value.transpose(first, second)


def swap(value: Any) -> Any:
    """``value`` with its last two dimensions exchanged."""
    if isinstance(value, np.ndarray):
        return value.swapaxes(-1, -2)
    return value.mT


def flip(value: Any, dims: Any) -> Any:
    """``value`` with the order of its elements reversed along ``dims``."""
    return np.flip(value, dims) if isinstance(value, _ARRAYS) else value.flip(dims)


def roll(value: Any, shifts: Any, dims: Any) -> Any:
    """``value`` with its elements pushed along, the last ones coming in at the front."""
    if isinstance(value, _ARRAYS):
        return np.roll(value, shifts, dims) if dims else np.roll(value, shifts[0])
    return value.roll(shifts, dims)


def running_sum_from_end(value: Any, dim: int) -> Any:
    """Each element and all that follow it along ``dim``, summed."""
    if isinstance(value, _ARRAYS):
        wide = F64 if value.dtype is F32 else None  # as PyTorch's kernel adds up single precision
        sums = np.cumsum(np.flip(value, dim), dim, wide) if value.ndim else value
        return np.flip(sums.astype(value.dtype), dim) if value.ndim else value
    if hasattr(value, "_sum_from_end"):  # a symbol
        return value._sum_from_end(dim)
    return value.flip(dim).cumsum(dim).flip(dim) if value.ndim else value


def tril(value: Any, diagonal: int) -> Any:
    """``value`` with zeros above a diagonal."""
    return triangles.lower(value, diagonal) if isinstance(value, _ARRAYS) else value.tril(diagonal)


def triu(value: Any, diagonal: int) -> Any:
    """``value`` with zeros below a diagonal."""
    return triangles.upper(value, diagonal) if isinstance(value, _ARRAYS) else value.triu(diagonal)


def transposed(value: Any) -> Any:
    """A matrix with rows and columns exchanged; a vector as it is."""
    return value.T if isinstance(value, _ARRAYS) else value.t()


def outer(left: Any, right: Any) -> Any:
    """Every element of one vector times every element of another."""
    if isinstance(left, _ARRAYS):
        return np.multiply.outer(left, right)
    return left.outer(right)


def sum_to(value: Any, shape: tuple[int, ...]) -> Any:
    """``value`` summed over the axes along which ``shape`` was repeated to become its own."""
    if isinstance(value, _ARRAYS):
        return unbroadcast(value, shape)
    return value.sum_to_size(shape)
