"""What a formula becomes that is run on names: an expression, as plain text and as LaTeX."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NoReturn

from engine.calls.formulaic import ENCLOSED, MATRICES, NOTES, OPERATORS, UNCHANGED, WRITTEN
from engine.calls.opposites import opposite
from engine.numbers.known import NAMED

COMPARISON, SUM, PRODUCT, MATRIX_PRODUCT, UNARY, POWER, ATOM = range(7)
_ELSEWHERE = " elsewhere"
_TRANSPOSED = "ᵀ", r"^{\top}"
_CONJUGATED = "ᴴ", r"^{\mathrm{H}}"
_RAISED = str.maketrans("0123456789−.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A formula as plain text and as LaTeX, with the strength of its outermost operator.

    ``notes`` : what happens to shapes on the way, said in words behind the formula.
    ``is_complex`` : whether it stands for complex numbers, so that a conjugate is not the same.
    """

    text: str
    latex: str
    level: int = ATOM
    notes: tuple[str, ...] = ()
    is_complex: bool = False

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
        if name in ("mT", "T", "mH"):
            turned, raised = _CONJUGATED if name == "mH" and self.is_complex else _TRANSPOSED
            text, latex = self.at(ATOM)
            return _made(text + turned, latex + raised, POWER, self)
        if name == "shape":
            return Symbol(f"shape({self.text})", rf"\mathrm{{shape}}({self.latex})")
        return lambda *args, **options: call(name, self, *args)

    def __abs__(self) -> Symbol:
        return call("abs", self)

    def __neg__(self) -> Symbol:
        text, latex = self.at(UNARY)
        return _made("−" + text, "-" + latex, UNARY, self)

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
        return _made(
            f"{first.text} where {self.text}, {second.text}{'' if last else _ELSEWHERE}",
            rf"{first.latex}\ \text{{where}}\ {self.latex},\ {second.latex}"
            + ("" if last else r"\ \text{elsewhere}"),
            COMPARISON, self, first, second,
        )  # fmt: skip

    def _bracket(self) -> Symbol:
        return _made(f"[{self.text}]", rf"\left[{self.latex}\right]", ATOM, self)

    def _gated(self, by: Any) -> Symbol:
        """This where ``by`` is positive."""
        return (as_symbol(by) > 0)._choose(self, 0)

    def _noted(self, note: str) -> Symbol:
        """The same, with one more thing to say behind it."""
        return self if note in self.notes else replace(self, notes=(*self.notes, note))

    def _conjugated(self) -> Symbol:
        """The conjugate of complex numbers; real ones as they are."""
        return call("conj", self) if self.is_complex else self

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

    polygamma = _polygamma

    def _sum_from_end(self, dim: Any) -> Symbol:
        return call("sum_from_end", self, dim)

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
        return _joined(self, other, " @ ", r"\,", MATRIX_PRODUCT, UNARY)

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


@dataclass(frozen=True, slots=True, eq=False)
class Several(Symbol):
    """The gradients of several results: one by its place, None where none came; or all as one."""

    parts: tuple[Symbol | None, ...] = ()

    def __getitem__(self, index: Any) -> Any:
        return self.parts[index]

    def __iter__(self) -> Any:
        return iter(self.parts)


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
    if name in ("tril", "triu") and [part.text for part in parts[1:]] == ["0"]:
        parts = parts[:1]
    if name in WRITTEN:
        text, latex = WRITTEN[name]
        enclosed = name in ENCLOSED
        arguments = [part.text if enclosed else part.at(ATOM)[0] for part in parts]
        formed = latex.format(*(p.latex for p in parts))
        return _made(text.format(*arguments), formed, ATOM if enclosed else POWER, *parts)
    if name in NOTES:
        return parts[0]._noted(NOTES[name])
    if name in UNCHANGED:
        return parts[0]
    inner = ", ".join(part.text for part in parts)
    inner_latex = ", ".join(part.latex for part in parts)
    plain = name.replace("_", r"\_")
    named = rf"\{name}" if name in OPERATORS else rf"\operatorname{{{plain}}}"
    return _made(f"{name}({inner})", rf"{named}\left({inner_latex}\right)", ATOM, *parts)


def _joined(left: Any, right: Any, text: str, latex: str, level: int, right_level: int) -> Symbol:
    if left is None or right is None:
        raise TypeError("there is no gradient to calculate with")
    (left_text, left_latex) = as_symbol(left).at(level)
    (right_text, right_latex) = as_symbol(right).at(right_level)
    if level >= SUM and right_text.startswith("−"):
        right_text, right_latex = f"({right_text})", rf"\left({right_latex}\right)"
    parts = as_symbol(left), as_symbol(right)
    return _made(left_text + text + right_text, left_latex + latex + right_latex, level, *parts)


def _added(left: Any, right: Any) -> Symbol:
    """A sum; a difference where one of the two begins with a minus, and none if one is zero."""
    if _is_zero(left) or _is_zero(right):
        return as_symbol(left if _is_zero(right) else right)
    terms = as_symbol(left), as_symbol(right)
    for rest, term in (terms, terms[::-1]):
        if term.level >= PRODUCT and term.text.startswith("−") and not rest.text.startswith("−"):
            opposite = replace(
                term, text=term.text[1:], latex=term.latex.removeprefix("-"), level=PRODUCT
            )
            return _joined(rest, opposite, " − ", " - ", SUM, PRODUCT)
    return _joined(*terms, " + ", " + ", SUM, SUM)


def _made(text: str, latex: str, level: int, *parts: Symbol) -> Symbol:
    """What is made of parts: complex where one is, with all that there is to say of them."""
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    return Symbol(text, latex, level, notes, any(part.is_complex for part in parts))


def _is_zero(value: Any) -> bool:
    return isinstance(value, int | float) and value == 0


def _is_one(value: Any) -> bool:
    return isinstance(value, int | float) and value == 1


def _negated(condition: Symbol) -> Symbol:
    text, latex = opposite(condition.text, condition.latex)
    return _made(text, latex, COMPARISON, condition)


def _power(base: Any, exponent: Any) -> Symbol:
    if exponent == 1 and not isinstance(exponent, Symbol):
        return as_symbol(base)
    (text, latex), power = as_symbol(base).at(ATOM), as_symbol(exponent)
    plain = all(character in "0123456789−" for character in power.text)
    raised = power.text.translate(_RAISED) if plain else "^" + power.at(ATOM)[0]
    return _made(text + raised, f"{latex}^{{{power.latex}}}", POWER, as_symbol(base), power)


def _fraction(over: Any, under: Any) -> Symbol:
    top, bottom = as_symbol(over), as_symbol(under)
    text = f"{top.at(PRODUCT)[0]} / {bottom.at(UNARY)[0]}"
    latex = rf"\frac{{{top.latex}}}{{{bottom.latex}}}"
    return _made(text, latex, PRODUCT, top, bottom)
