"""Arithmetic as people type it, over numbers, lists of them and one name: read, never run.

``x + 1``, ``2 * (x - 0.5) ** 2``, ``[1/3, -x]``, ``tensor([1., 2.])``, ``inf``.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inspector.model.sources.parsing import UNREADABLE, unparsed

LONGEST = 4_000
"""Characters of what is read; nobody types more."""
_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
_MEANT = {"inf": np.inf, "nan": np.nan, "torch.inf": np.inf, "torch.nan": np.nan}
_TENSORS = ("tensor", "torch.tensor")


class UnknownNameError(ValueError):
    """A name stands in it that has no value here; the message is the name."""


def computed(text: str, known: Mapping[str, Any]) -> Any:
    """What a text comes to with these values for names: a number, an array, or lists of them.

    Numbers are numpy's in double precision: nothing overflows or divides by zero but to Inf and
    NaN, and no power takes long.

    Raises:
        UnknownNameError: it names something else.
        ValueError: it is no arithmetic.
    """
    if len(text) > LONGEST:
        raise ValueError("too long")
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own, of digits with letters after them
            return _value(ast.parse(text.strip(), mode="eval").body, {**_MEANT, **known})
    except UnknownNameError:
        raise
    except (*UNREADABLE, OverflowError) as error:
        raise ValueError("no arithmetic") from error


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(bool() as value):
            return value
        case ast.Constant(int() | float() as value):
            return np.float64(value)
        case ast.Constant(complex() as value):
            return np.complex128(value)
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return _named(unparsed(node), known)
        case ast.UnaryOp(op, inner) if type(op) in _UNARY:
            return _UNARY[type(op)](_one(inner, known))
        case ast.BinOp(left, op, right) if type(op) in _BINARY:
            return _BINARY[type(op)](_one(left, known), _one(right, known))
        case ast.List(elements) | ast.Tuple(elements):
            return [_value(one, known) for one in elements]
        case ast.Call(function, [given]) if unparsed(function) in _TENSORS:
            return _value(given, known)
    raise ValueError("no arithmetic")


def _one(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """A value to compute with; a list is none, which Python would put in a row with another."""
    found = _value(node, known)
    return np.asarray(found) if isinstance(found, list) else found


def _named(name: str, known: Mapping[str, Any]) -> Any:
    if name not in known:
        raise UnknownNameError(name)
    return known[name]
