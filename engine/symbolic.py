"""Writes a formula down by running it on names instead of numbers.

``derivative_text(op, "self")`` calls the very function the engine computes with, on symbols that
build an expression, so that what is taught cannot drift from what is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from engine.calls.formulaic import MATRICES, NOTES, OPERATORS, UNCHANGED, WRITTEN
from engine.numbers.known import NAMED
from engine.op import Op, parameters

COMPARISON, SUM, PRODUCT, UNARY, POWER, ATOM = range(6)
_ELSEWHERE = " elsewhere"
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
    """A formula as plain text and as LaTeX, with the strength of its outermost operator.

    ``notes`` : what happens to shapes on the way, said in words behind the formula.
    """

    text: str
    latex: str
    level: int = ATOM
    notes: tuple[str, ...] = ()

    def at(self, level: int) -> tuple[str, str]:
        """Both forms, in brackets where they bind more weakly than ``level``."""
        if self.level >= level:
            return self.text, self.latex
        if self.level == COMPARISON and _ELSEWHERE not in self.text:
            return f"[{self.text}]", rf"\left[{self.latex}\right]"
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

    def __abs__(self) -> Symbol:
        return call("abs", self)

    def __neg__(self) -> Symbol:
        text, latex = self.at(UNARY)
        return Symbol("−" + text, "-" + latex, UNARY)

    def __add__(self, other: Any) -> Symbol:
        return _added(self, other)

    def __radd__(self, other: Any) -> Symbol:
        return _added(other, self)

    def __sub__(self, other: Any) -> Symbol:
        return _joined(self, other, " − ", " - ", SUM, PRODUCT)

    def __rsub__(self, other: Any) -> Symbol:
        return _joined(other, self, " − ", " - ", SUM, PRODUCT)

    def __mul__(self, other: Any) -> Symbol:
        if _is_one(other):
            return self
        return _joined(self, other, " · ", r" \cdot ", PRODUCT, PRODUCT)

    def __rmul__(self, other: Any) -> Symbol:
        if _is_one(other):
            return self
        return _joined(other, self, " · ", r" \cdot ", PRODUCT, PRODUCT)

    def _choose(self, then: Any, otherwise: Any) -> Symbol:
        """``then`` where this holds, ``otherwise`` elsewhere; Iverson's bracket beside a zero."""
        if self is _NEVER:
            return as_symbol(otherwise)
        if _is_zero(otherwise):
            return as_symbol(then) * self._bracket()
        if _is_zero(then):
            return as_symbol(otherwise) * _negated(self)._bracket()
        first, second = as_symbol(then), as_symbol(otherwise)
        # A choice among the rest ends with its own "elsewhere".
        last = second.text.endswith(_ELSEWHERE)
        return Symbol(
            f"{first.text} where {self.text}, {second.text}{'' if last else _ELSEWHERE}",
            rf"{first.latex}\ \text{{where}}\ {self.latex},\ {second.latex}"
            + ("" if last else r"\ \text{elsewhere}"),
            COMPARISON,
            _merged(self, first, second),
        )

    def _bracket(self) -> Symbol:
        return Symbol(f"[{self.text}]", rf"\left[{self.latex}\right]", ATOM, self.notes)

    def _gated(self, by: Any) -> Symbol:
        """This where ``by`` is positive."""
        return (as_symbol(by) > 0)._choose(self, 0)

    def _noted(self, note: str) -> Symbol:
        """The same, with one more thing to say behind it."""
        notes = self.notes if note in self.notes else (*self.notes, note)
        return Symbol(self.text, self.latex, self.level, notes)

    def _nothing(self) -> Symbol:
        return Symbol("0", "0")

    def _scattered(self, *_: Any) -> Symbol:
        return self._noted("put where the elements came from, zero elsewhere")

    _to_picked = _scattered

    def _in_shape(self) -> Symbol:
        return self._noted("in the input's shape")

    def _softplus(self) -> Symbol:
        return call("softplus", self)

    def new_ones(self, *_: Any) -> Symbol:
        """A one, however many there are."""
        return Symbol("1", "1")

    def _polygamma(self, order: Any) -> Symbol:
        return call("polygamma", order, self)

    def _part(self, *_: Any) -> Symbol:
        return self._noted("the part of it that belongs here")

    def _without(self, *_: Any) -> Symbol:
        return self._noted("zero where something else was written")

    def __getitem__(self, index: Any) -> Symbol:
        """Of several gradients, the one for the first output."""
        return self

    def __iter__(self) -> NoReturn:
        """A symbol stands for one value: without this, ``__getitem__`` would go on for ever."""
        raise TypeError("a symbol has no elements")

    def count(self) -> Symbol:
        """How many elements: of a shape."""
        return Symbol("n", "n")

    def __matmul__(self, other: Any) -> Symbol:
        return _joined(self, other, " @ ", r"\,", PRODUCT, UNARY)

    def __truediv__(self, other: Any) -> Symbol:
        if _is_one(other):
            return self
        return _fraction(self, other)

    def __rtruediv__(self, other: Any) -> Symbol:
        return _fraction(other, self)

    def __pow__(self, other: Any) -> Symbol:
        return _power(self, other)

    def __rpow__(self, other: Any) -> Symbol:
        return _power(other, self)

    def __gt__(self, other: Any) -> Symbol:
        return _joined(self, other, " > ", " > ", COMPARISON, SUM)

    def __ge__(self, other: Any) -> Symbol:
        return _joined(self, other, " ≥ ", r" \ge ", COMPARISON, SUM)

    def __lt__(self, other: Any) -> Symbol:
        return _joined(self, other, " < ", " < ", COMPARISON, SUM)

    def __le__(self, other: Any) -> Symbol:
        return _joined(self, other, " ≤ ", r" \le ", COMPARISON, SUM)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Symbol) and other.text == self.text:
            return Symbol(
                f"{self.text} is not NaN", rf"{self.latex}\ \text{{is not NaN}}", COMPARISON
            )
        return _joined(self, other, " = ", " = ", COMPARISON, SUM)

    def __ne__(self, other: object) -> Any:
        """True of a number: of a formula with special cases the general one is written down."""
        if isinstance(other, Symbol) and other.text == self.text:
            return Symbol(f"{self.text} is NaN", rf"{self.latex}\ \text{{is NaN}}", COMPARISON)
        if not isinstance(other, Symbol):
            return True
        return _joined(self, other, " ≠ ", r" \ne ", COMPARISON, SUM)

    def __hash__(self) -> int:
        return hash(self.text)

    def __bool__(self) -> bool:
        """False: of a formula with special cases the general one is written down."""
        return False

    def __or__(self, other: Any) -> Symbol:
        if other is False:
            return self
        return _joined(self, other, " or ", r" \vee ", COMPARISON, COMPARISON)

    def __and__(self, other: Any) -> Symbol:
        if other is False:
            return _NEVER
        return _joined(self, other, " and ", r" \wedge ", COMPARISON, COMPARISON)


_NEVER = Symbol("never", r"\text{never}")
"""A condition that a number which was given rules out."""


def as_symbol(value: Any) -> Symbol:
    """A symbol as it is, and anything else by its text."""
    if isinstance(value, Symbol):
        return value
    if getattr(value, "ndim", 0):
        raise TypeError("an array has no text that could stand in a formula")
    number = f"{value:g}" if isinstance(value, float) else str(value)
    if number.lstrip("-") in NAMED:
        text, latex = NAMED[number.lstrip("-")]
        return -Symbol(text, latex) if number.startswith("-") else Symbol(text, latex)
    level = UNARY if number.startswith("-") else ATOM
    return Symbol(number.replace("-", "−"), _power_of_ten(number), level)


def _power_of_ten(number: str) -> str:
    """A number as LaTeX sets it: 1e-12 is 10^{-12}."""
    digits, sign, exponent = number.partition("e")
    if not sign or not exponent.lstrip("+-").isdigit():
        return number
    factor = {"1": "", "-1": "-"}.get(digits, rf"{digits} \cdot ")
    return f"{factor}10^{{{int(exponent)}}}"


def call(name: str, *args: Any) -> Symbol:
    """A function applied to arguments, in the way people write it."""
    parts = [as_symbol(arg) for arg in args]
    if name in ("diagonal", "diag_embed") and [part.text for part in parts[1:]] in MATRICES:
        name, parts = name.removesuffix("_embed"), parts[:1]
    if name in WRITTEN:
        text, latex = WRITTEN[name]
        own_brackets = name in ("sigmoid", "abs")
        arguments = [part.text if own_brackets else part.at(ATOM)[0] for part in parts]
        formed = latex.format(*(p.latex for p in parts))
        return Symbol(text.format(*arguments), formed, POWER, _merged(*parts))
    if name in NOTES:
        return parts[0]._noted(NOTES[name])
    if name in UNCHANGED:
        return parts[0]
    inner = ", ".join(part.text for part in parts)
    inner_latex = ", ".join(part.latex for part in parts)
    plain = name.replace("_", r"\_")
    named = rf"\{name}" if name in OPERATORS else rf"\operatorname{{{plain}}}"
    return Symbol(f"{name}({inner})", rf"{named}\left({inner_latex}\right)")


def _joined(left: Any, right: Any, text: str, latex: str, level: int, right_level: int) -> Symbol:
    (left_text, left_latex) = as_symbol(left).at(level)
    (right_text, right_latex) = as_symbol(right).at(right_level)
    if level >= SUM and right_text.startswith("−"):
        right_text, right_latex = f"({right_text})", rf"\left({right_latex}\right)"
    notes = _merged(as_symbol(left), as_symbol(right))
    return Symbol(left_text + text + right_text, left_latex + latex + right_latex, level, notes)


def _added(left: Any, right: Any) -> Symbol:
    """A sum; a difference where what is added begins with a minus."""
    term = as_symbol(right)
    if term.level >= PRODUCT and term.text.startswith("−"):
        opposite = Symbol(term.text[1:], term.latex.removeprefix("-"), PRODUCT, term.notes)
        return _joined(left, opposite, " − ", " - ", SUM, PRODUCT)
    return _joined(left, term, " + ", " + ", SUM, SUM)


def _merged(*symbols: Symbol) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for symbol in symbols for note in symbol.notes))


def _is_zero(value: Any) -> bool:
    return isinstance(value, int | float) and value == 0


def _is_one(value: Any) -> bool:
    return isinstance(value, int | float) and value == 1


_OPPOSITE = {" = ": " ≠ ", " > ": " ≤ ", " < ": " ≥ ", " ≥ ": " < ", " ≤ ": " > "}
_WORDS = (" and ", " or ", " is NaN")
_OPPOSITE_LATEX = {
    " = ": r" \ne ",
    " > ": r" \le ",
    " < ": r" \ge ",
    r" \ge ": " < ",
    r" \le ": " > ",
}


def _negated(condition: Symbol) -> Symbol:
    for sign, opposite in _OPPOSITE.items():
        if condition.text.count(sign) == 1 and not any(word in condition.text for word in _WORDS):
            latex = condition.latex
            for each, other in _OPPOSITE_LATEX.items():
                if latex.count(each) == 1:
                    latex = latex.replace(each, other)
                    break
            return Symbol(
                condition.text.replace(sign, opposite), latex, COMPARISON, condition.notes
            )
    text, latex = condition.text, condition.latex
    if " and " in text or " or " in text:
        text, latex = f"({text})", rf"\left({latex}\right)"
    return Symbol(f"not {text}", rf"\lnot {latex}", COMPARISON, condition.notes)


def _power(base: Any, exponent: Any) -> Symbol:
    if exponent == 1 and not isinstance(exponent, Symbol):
        return as_symbol(base)
    (text, latex), power = as_symbol(base).at(ATOM), as_symbol(exponent)
    plain = all(character in "0123456789−" for character in power.text)
    raised = power.text.translate(_RAISED) if plain else "^" + power.at(ATOM)[0]
    return Symbol(
        text + raised, f"{latex}^{{{power.latex}}}", POWER, _merged(as_symbol(base), power)
    )


def _fraction(over: Any, under: Any) -> Symbol:
    top, bottom = as_symbol(over), as_symbol(under)
    text = f"{top.at(PRODUCT)[0]} / {bottom.at(UNARY)[0]}"
    latex = rf"\frac{{{top.latex}}}{{{bottom.latex}}}"
    return Symbol(text, latex, PRODUCT, _merged(top, bottom))


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


_OPTIONS = {"None": None, "'mean'": "mean", "'sum'": "sum", "'none'": "none", "'tanh'": "tanh"}
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
