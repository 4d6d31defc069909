"""Writes a derivative down by running its rule on names instead of numbers.

``derivative(op, "self")`` calls the very function the engine computes with, on symbols that
build an expression, so that what is taught cannot drift from what is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.op import Op, parameters
from engine.symbolic.symbol import COMPARISON, Symbol, as_symbol

_LATEX_NAMES = {
    "grad": r"\bar{y}",
    "result": "y",
    "self": "x",
    "other": "w",
    "exponent": "n",
}
_PLAIN_NAMES = {"grad": "incoming", "result": "output", "self": "input"}


def derivative(op: Op, name: str, known: Mapping[str, Any] | None = None) -> Symbol | None:
    """The formula of the gradient of input ``name``; None where tracing cannot write it.

    ``known`` : what to use in place of parameters' names: texts, symbols, or plain numbers, which
    are calculated with as far as they go.
    """
    rule: Callable[..., Any] = op.derivatives[name]
    arguments = [_argument(each, (known or {}).get(each)) for each in parameters(rule)]
    try:
        found = rule(*arguments)
        if found is None:
            return None
        return _told(as_symbol(found[0] if isinstance(found, list) else found))
    except (TypeError, ValueError, AttributeError, IndexError, RuntimeError):
        return None


def _argument(name: str, known: Any) -> Any:
    if known in _OPTIONS:
        return _OPTIONS[known]
    if known is None or isinstance(known, str):
        text = known or _PLAIN_NAMES.get(name, name)
        return Symbol(text, _LATEX_NAMES.get(name) or _upright(name))
    return known


_WORDS = ("mean", "sum", "none", "prod", "amax", "amin", "tanh")
_OPTIONS = {"None": None, **{f"'{word}'": word for word in _WORDS}}
"""Texts of options that decide which formula it is, and are no part of one."""


def _upright(name: str) -> str:
    """A parameter's own name: a letter as it is, a word in upright letters."""
    escaped = name.replace("_", r"\_")
    return name if len(name) == 1 else rf"\mathrm{{{escaped}}}"


def _told(symbol: Symbol) -> Symbol:
    """The formula with its notes written behind it."""
    if not symbol.notes:
        return symbol
    words = ", ".join(symbol.notes)
    latex = rf"{symbol.latex}\text{{, {words}}}"
    return Symbol(f"{symbol.text}, {words}", latex, COMPARISON)
