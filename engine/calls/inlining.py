"""Writes a short formula out as source text, so that a backward step need not call it.

``lambda grad, other: grad * other`` is run on names and becomes ``(grad * s_other)``: one more
reading of the same formula. Calling it would cost as much as the multiplication. Only formulas
of nothing but operators are written out; any other is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn


class Text:
    """An expression in the making; whatever is not plain arithmetic with it fails."""

    __slots__ = ("text",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str) -> None:
        self.text = text

    def __neg__(self) -> Text:
        return Text(f"(-{self.text})")

    def __add__(self, other: Any) -> Text:
        return _joined(self, "+", other)

    def __radd__(self, other: Any) -> Text:
        return _joined(other, "+", self)

    def __sub__(self, other: Any) -> Text:
        return _joined(self, "-", other)

    def __rsub__(self, other: Any) -> Text:
        return _joined(other, "-", self)

    def __mul__(self, other: Any) -> Text:
        return _joined(self, "*", other)

    def __rmul__(self, other: Any) -> Text:
        return _joined(other, "*", self)

    def __truediv__(self, other: Any) -> Text:
        return _joined(self, "/", other)

    def __rtruediv__(self, other: Any) -> Text:
        return _joined(other, "/", self)

    def __bool__(self) -> NoReturn:
        raise TypeError("a name is neither true nor false")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("names cannot be compared")


def _joined(left: Any, sign: str, right: Any) -> Text:
    return Text(f"({_text(left)} {sign} {_text(right)})")


def _text(value: Any) -> str:
    if isinstance(value, Text):
        return value.text
    if type(value) is int or type(value) is float:
        return f"({value!r})"
    raise TypeError(f"{value!r} cannot be written out")


def written_out(rule: Callable[..., Any], names: Sequence[str]) -> str | None:
    """The formula as an expression in ``names``, or None where it must be called."""
    if not hasattr(rule, "__code__"):
        return None
    code = rule.__code__
    if code.co_names or code.co_freevars:
        return None
    try:
        return _text(rule(*map(Text, names)))
    except TypeError:
        return None
