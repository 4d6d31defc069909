"""Answers people type: read tolerantly, never evaluated, and compared as one would by hand."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

import numpy as np

from inspector.model.recordings.arrays import array
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import number_text
from inspector.model.sources.arithmetic import computed

LONGEST = 400
"""Characters of an answer; nobody types more."""
CLOSE = 2e-3
"""Relative error up to which a number counts: three digits, as one works them out on paper."""
TINY = 1e-4
HOW = "Write a number (6, 1/3 or 2 * 3), a tensor ([2, 4]), a shape (2×3), or None."

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_ATOM = re.compile(rf"(?P<number>{_NUMBER})(?:/(?P<below>{_NUMBER}))?|(?P<word>[+-]?[a-z]+)|\S")
_SHAPE = re.compile(r"\d+(?:[x×]\d+)+")
_GIVEN_SHAPE = re.compile(r"(?:torch\.)?size\((.*)\)")
_TENSOR = re.compile(r"(?:torch\.)?tensor\((.*)\)")
_DECORATION = re.compile(r",\s*(?:grad_fn|requires_grad|dtype)=[^,)]*")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_EQUALS = re.compile(r"[a-z_][\w.]*\s*=\s*(?!=)")
_WORDS = {"inf": math.inf, "infinity": math.inf, "nan": math.nan, "true": 1.0, "false": 0.0}


class Unreadable(Exception):  # noqa: N818 - it is an answer, not a fault
    """What was typed is not an answer; the message says how to write one."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An answer: None, a shape, or numbers with the shape they were written in, if any.

    ``listed`` are the numbers if the comma in "2,5" parts two of them.
    """

    numbers: tuple[float, ...] = ()
    shape: tuple[int, ...] | None = None
    none: bool = False
    only_shape: bool = False
    listed: tuple[float, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        if self.none:
            return "None"
        if self.only_shape:
            return "×".join(map(str, self.shape or ())) or "a scalar"
        return _nested(self.numbers, self.shape)


def read_guess(text: str) -> Guess:
    """What somebody typed, as an answer; Unreadable where it is none."""
    plain = text.strip().rstrip(".;").strip().lower().replace("∞", "inf")
    plain = re.sub("[−–]", "-", plain)
    if not plain or len(plain) > LONGEST:
        raise Unreadable(HOW)
    if plain == "none":
        return Guess(none=True)
    given = _GIVEN_SHAPE.fullmatch(plain)
    if given or plain in {"()", "scalar", "a scalar"}:
        inside = given[1].strip("[]() ") if given else ""
        return Guess(shape=_sides(inside), only_shape=True)
    if _SHAPE.fullmatch(plain.replace(" ", "")):
        sides = re.split("[x×]", plain.replace(" ", ""))
        return Guess(shape=tuple(map(_side, sides)), only_shape=True)
    if _DECIMAL_COMMA.fullmatch(plain):
        listed = tuple(map(_finite, plain.split(",")))
        return Guess((_finite(plain.replace(",", ".")),), (), listed=listed)
    written = _TENSOR.fullmatch(_DECORATION.sub("", plain))
    try:
        return _numbers(written[1] if written else plain)
    except Unreadable:
        worked_out = _worked_out(plain)
        if worked_out is None:
            raise
        return worked_out


def of_value(value: Value | None) -> Guess | None:
    """A recorded value as the answer it is; None where it was too large to be kept whole."""
    if value is None:
        return Guess(none=True)
    if not value.whole or array(value).dtype.kind not in "fiub":
        return None
    return Guess(tuple(map(float, array(value).ravel().tolist())), value.shape)


def of_shape(value: Value) -> Guess:
    """A recorded value's shape as an answer."""
    return Guess(shape=value.shape, only_shape=True)


def agrees(guess: Guess, right: Guess) -> bool:
    """Whether an answer is the right one, as far as people write numbers."""
    if right.none or guess.none:
        return right.none and guess.none
    if guess.listed and (right.only_shape or len(guess.listed) == len(right.numbers)):
        guess = Guess(guess.listed)
    if right.only_shape:
        return _as_shape(guess) == right.shape
    if guess.only_shape or len(guess.numbers) != len(right.numbers):
        return False
    if guess.shape and right.shape is not None and _squeezed(guess) != _squeezed(right):
        return False
    return all(map(near, guess.numbers, right.numbers))


def near(one: float, other: float) -> bool:
    """Whether two numbers are the same to the digits that people write."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other or math.isclose(one, other, rel_tol=CLOSE, abs_tol=TINY * abs(other))


def scaled(guess: Guess, right: Guess, factor: Guess) -> bool:
    """Whether an answer is off by just ``factor``: answer × factor would be right."""
    if guess.none or right.none or len(factor.numbers) != 1:
        return False
    times = factor.numbers[0]
    return agrees(Guess(tuple(one * times for one in guess.numbers), guess.shape), right)


def _squeezed(guess: Guess) -> tuple[int, ...]:
    """A shape without its sides of one, which nobody writes."""
    return tuple(side for side in guess.shape or () if side != 1)


def _as_shape(guess: Guess) -> tuple[int, ...] | None:
    """What an answer means where a shape was asked for: "2, 3" is one too."""
    if guess.only_shape:
        return guess.shape
    whole = all(one >= 0 and one == int(one) for one in guess.numbers if math.isfinite(one))
    finite = all(map(math.isfinite, guess.numbers))
    return tuple(map(int, guess.numbers)) if whole and finite else None


def _sides(text: str) -> tuple[int, ...]:
    return tuple(map(_side, filter(None, re.split(r"[,\s]+", text))))


def _side(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Unreadable(HOW)
    return int(text)


def _numbers(text: str) -> Guess:
    """Numbers in brackets, or beside one another with commas or blanks between."""
    found: list[float] = []
    depths: set[int] = set()
    counts: list[list[int]] = []
    shapes: list[set[int]] = []
    for atom in _ATOM.finditer(text):
        sign = atom.group()
        if atom["number"] or atom["word"]:
            found.append(_number(atom))
            depths.add(len(counts))
            if counts:
                counts[-1][0] += 1
        elif sign in "[(":
            counts.append([0])
            shapes += [set()] if len(shapes) < len(counts) else []
        elif sign in "])" and counts:
            shapes[len(counts) - 1].add(counts.pop()[0])
            if counts:
                counts[-1][0] += 1
        elif sign != ",":
            raise Unreadable(HOW)
    if len(depths) != 1:
        raise Unreadable(HOW)
    shape = _regular(shapes, found, closed=not counts)
    return Guess(tuple(found), shape)


def _worked_out(text: str) -> Guess | None:
    """Arithmetic as one notes it down: ``2 * 3 + 1``, ``x = 2^3``; None where it is none."""
    written = _EQUALS.sub("", text).replace("^", "**").replace("·", "*")
    try:
        found = np.asarray(computed(written, {}))
    except (ValueError, TypeError):
        return None
    if found.dtype.kind not in "fiub":
        return None
    numbers = tuple(map(float, found.ravel().tolist()))
    return Guess(numbers, found.shape) if numbers and all(map(math.isfinite, numbers)) else None


def _regular(shapes: list[set[int]], found: list[float], closed: bool) -> tuple[int, ...] | None:
    """The shape that brackets make; None where nobody wrote any."""
    if not found or not closed or any(len(sides) != 1 for sides in shapes):
        raise Unreadable(HOW)
    shape = tuple(next(iter(sides)) for sides in shapes)
    if shapes and math.prod(shape) != len(found):
        raise Unreadable(HOW)
    return shape if shapes else (() if len(found) == 1 else None)


def _number(atom: re.Match[str]) -> float:
    if atom["word"]:
        sign = -1.0 if atom["word"].startswith("-") else 1.0
        word = atom["word"].lstrip("+-")
        if word not in _WORDS:
            raise Unreadable(HOW)
        return sign * _WORDS[word]
    above, below = _finite(atom["number"]), _finite(atom["below"] or "1")
    if below == 0:
        raise Unreadable("There is no number with 0 below the line: write inf or nan.")
    return above / below


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Unreadable(HOW)
    return number


def _nested(numbers: tuple[float, ...], shape: tuple[int, ...] | None) -> str:
    if shape == () or (shape is None and len(numbers) == 1):
        return number_text(numbers[0]) if numbers else ""
    if shape is None or len(shape) == 1:
        return f"[{', '.join(map(number_text, numbers))}]"
    rows = max(shape[0], 1)
    each = len(numbers) // rows
    parts = (numbers[at : at + each] for at in range(0, len(numbers), max(each, 1)))
    return f"[{', '.join(_nested(part, shape[1:]) for part in parts)}]"
