"""Writes a formula down by running it on names instead of numbers.

``derivative_text(op, "self")`` calls the very function the engine computes with, on symbols that
build an expression, so that what is taught cannot drift from what is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.op import Op, parameters

SUM, PRODUCT, UNARY, POWER, ATOM = range(1, 6)
_RAISED = str.maketrans("0123456789−.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")
_LATEX_NAMES = {
    "grad": r"\bar{y}",
    "result": "y",
    "self": "x",
    "other": "w",
    "exponent": "n",
}
_PLAIN_NAMES = {"grad": "incoming", "result": "output", "self": "input"}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A formula as plain text and as LaTeX, with the strength of its outermost operator."""

    text: str
    latex: str
    level: int = ATOM

    def at(self, level: int) -> tuple[str, str]:
        """Both forms, in brackets where they bind more weakly than ``level``."""
        if self.level >= level:
            return self.text, self.latex
        return f"({self.text})", rf"\left({self.latex}\right)"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name == "mT" or name == "T":
            text, latex = self.at(ATOM)
            return Symbol(text + "ᵀ", latex + r"^{\top}", POWER)
        if name == "shape":
            return Symbol(f"shape({self.text})", rf"\mathrm{{shape}}({self.latex})")
        return lambda *args, **options: call(name, self, *args)

    def __neg__(self) -> Symbol:
        text, latex = self.at(UNARY)
        return Symbol("−" + text, "-" + latex, UNARY)

    def __add__(self, other: Any) -> Symbol:
        return _joined(self, other, " + ", " + ", SUM, SUM)

    def __radd__(self, other: Any) -> Symbol:
        return _joined(other, self, " + ", " + ", SUM, SUM)

    def __sub__(self, other: Any) -> Symbol:
        return _joined(self, other, " − ", " - ", SUM, PRODUCT)

    def __rsub__(self, other: Any) -> Symbol:
        return _joined(other, self, " − ", " - ", SUM, PRODUCT)

    def __mul__(self, other: Any) -> Symbol:
        return _joined(self, other, " · ", r" \cdot ", PRODUCT, PRODUCT)

    def __rmul__(self, other: Any) -> Symbol:
        return _joined(other, self, " · ", r" \cdot ", PRODUCT, PRODUCT)

    def __matmul__(self, other: Any) -> Symbol:
        return _joined(self, other, " @ ", r"\,", PRODUCT, UNARY)

    def __truediv__(self, other: Any) -> Symbol:
        return _fraction(self, other)

    def __rtruediv__(self, other: Any) -> Symbol:
        return _fraction(other, self)

    def __pow__(self, other: Any) -> Symbol:
        return _power(self, other)

    def __gt__(self, other: Any) -> Symbol:
        return _joined(self, other, " > ", " > ", SUM, SUM)

    def __ge__(self, other: Any) -> Symbol:
        return _joined(self, other, " ≥ ", r" \ge ", SUM, SUM)

    def __lt__(self, other: Any) -> Symbol:
        return _joined(self, other, " < ", " < ", SUM, SUM)

    def __le__(self, other: Any) -> Symbol:
        return _joined(self, other, " ≤ ", r" \le ", SUM, SUM)

    def __eq__(self, other: object) -> Any:
        return _joined(self, other, " = ", " = ", SUM, SUM)

    def __hash__(self) -> int:
        return hash(self.text)

    def __bool__(self) -> bool:
        """False: of a formula with special cases the general one is written down."""
        return False

    def __and__(self, other: Any) -> Symbol:
        return _joined(self, other, " and ", r" \wedge ", SUM, SUM)


def as_symbol(value: Any) -> Symbol:
    """A symbol as it is, and anything else by its text."""
    if isinstance(value, Symbol):
        return value
    number = f"{value:g}" if isinstance(value, float) else str(value)
    level = UNARY if number.startswith("-") else ATOM
    return Symbol(number.replace("-", "−"), number, level)


def call(name: str, *args: Any) -> Symbol:
    """A function applied to arguments, in the way people write it."""
    parts = [as_symbol(arg) for arg in args]
    if name in _WRITTEN:
        text, latex = _WRITTEN[name]
        arguments = [part.at(ATOM)[0] for part in parts]
        return Symbol(text.format(*arguments), latex.format(*(p.latex for p in parts)), POWER)
    if name in _UNCHANGED:
        return parts[0]
    inner = ", ".join(part.text for part in parts)
    inner_latex = ", ".join(part.latex for part in parts)
    return Symbol(f"{name}({inner})", rf"\operatorname{{{name}}}\left({inner_latex}\right)")


_WRITTEN = {
    "exp": ("e^{0}", r"e^{{{0}}}"),
    "sqrt": ("√{0}", r"\sqrt{{{0}}}"),
    "square": ("{0}²", r"{{{0}}}^{{2}}"),
}
_UNCHANGED = frozenset({"reshape", "expand", "sum_to_size", "to"})


def _joined(
    left: Any, right: Any, text: str, latex: str, level: int, right_level: int
) -> Symbol:
    (left_text, left_latex) = as_symbol(left).at(level)
    (right_text, right_latex) = as_symbol(right).at(right_level)
    return Symbol(left_text + text + right_text, left_latex + latex + right_latex, level)


def _power(base: Any, exponent: Any) -> Symbol:
    (text, latex), power = as_symbol(base).at(ATOM), as_symbol(exponent)
    plain = all(character in "0123456789−" for character in power.text)
    raised = power.text.translate(_RAISED) if plain else "^" + power.at(ATOM)[0]
    return Symbol(text + raised, f"{latex}^{{{power.latex}}}", POWER)


def _fraction(over: Any, under: Any) -> Symbol:
    top, bottom = as_symbol(over), as_symbol(under)
    text = f"{top.at(PRODUCT)[0]} / {bottom.at(UNARY)[0]}"
    return Symbol(text, rf"\frac{{{top.latex}}}{{{bottom.latex}}}", PRODUCT)


def derivative(op: Op, name: str, known: dict[str, str] | None = None) -> Symbol | None:
    """The formula of the gradient of input ``name``; None where tracing cannot write it.

    ``known`` : texts to use in place of parameters' names (numbers, variable names).
    """
    rule: Callable[..., Any] = op.derivatives[name]
    names = known or {}
    arguments = [
        Symbol(names.get(each, _PLAIN_NAMES.get(each, each)), _LATEX_NAMES.get(each, each))
        for each in parameters(rule)
    ]
    try:
        return as_symbol(rule(*arguments))
    except (TypeError, ValueError, AttributeError, IndexError):
        return None
