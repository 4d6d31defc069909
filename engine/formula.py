"""Functions that formulas are written with, on arrays, tensors and symbols alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.conform import unbroadcast

_ARRAYS = (np.ndarray, np.generic)


def _method(name: str, ufunc: Any) -> Any:
    def function(value: Any) -> Any:
        if isinstance(value, _ARRAYS):
            return ufunc(value)
        return getattr(value, name)()

    function.__name__ = name
    function.__doc__ = f"``{name}`` of an array, a tensor or a symbol."
    return function


exp = _method("exp", np.exp)
log = _method("log", np.log)
sqrt = _method("sqrt", np.sqrt)
sin = _method("sin", np.sin)
cos = _method("cos", np.cos)
tan = _method("tan", np.tan)
sinh = _method("sinh", np.sinh)
cosh = _method("cosh", np.cosh)
tanh = _method("tanh", np.tanh)
sign = _method("sign", np.sign)


def where(condition: Any, then: Any, otherwise: Any) -> Any:
    """``then`` where ``condition`` holds, ``otherwise`` elsewhere; either may be a number."""
    if isinstance(condition, np.ndarray | np.generic | bool):
        kept = next((each for each in (then, otherwise) if isinstance(each, _ARRAYS)), None)
        found = np.where(condition, then, otherwise)
        return found if kept is None else found.astype(kept.dtype)[()]
    return condition.where_(then, otherwise)


def expand_to(value: Any, shape: tuple[int, ...]) -> Any:
    """``value`` repeated over ``shape``."""
    if isinstance(value, _ARRAYS):
        return np.broadcast_to(value, shape)
    return value.expand(shape)


def reshape(value: Any, shape: tuple[int, ...]) -> Any:
    """``value`` in another shape."""
    return value.reshape(shape)


def swap(value: Any) -> Any:
    """``value`` with its last two dimensions exchanged."""
    if isinstance(value, np.ndarray):
        return value.swapaxes(-1, -2)
    return value.mT


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


def as_dtype(value: Any, dtype: Any) -> Any:
    """``value`` in another dtype."""
    return value.astype(dtype) if isinstance(value, _ARRAYS) else value.to(dtype)


def scatter_add(value: Any, shape: tuple[int, ...], index: Any) -> Any:
    """Zeros of ``shape`` with ``value`` added where ``index`` points, repeatedly if it repeats."""
    if not isinstance(value, _ARRAYS):
        return value.scatter_into_(shape, index)
    whole = np.zeros(shape, value.dtype)
    np.add.at(whole, index, value)
    return whole


def gather_negative(
    grad: Any, shape: tuple[int, ...], target: Any, weight: Any, reduction: str, ignored: int
) -> Any:
    """Minus the gradient at each row's target class, zero elsewhere."""
    if not isinstance(grad, _ARRAYS):
        return grad.spread_to_targets_(shape, target, weight, reduction, ignored)
    valid = target != ignored
    safe = np.where(valid, target, 0)
    weights = (np.ones(shape[1], grad.dtype) if weight is None else weight)[safe] * valid
    shares = weights / weights.sum() if reduction == "mean" else weights
    whole = np.zeros(shape, grad.dtype)
    whole[np.arange(shape[0]), safe] = -(grad * shares)
    return whole
