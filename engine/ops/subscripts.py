"""What einsum's equations may say, and how PyTorch refuses the others."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from typing import Any

from engine.tensor import Tensor

LETTERS = string.ascii_uppercase + string.ascii_lowercase
NO_OPERANDS = (
    "einsum(): must specify the equation string and at least one operand, or at least one operand "
    "and its subscripts list"
)


def equation_and_operands(given: Sequence[Any]) -> tuple[Any, list[Any]]:
    """An equation and its operands; or each operand before its list of numbers, as letters.

    Raises:
        ValueError: there is no operand, or a number has no letter.
        TypeError: there is no equation.
    """
    if len(given) < 2:
        raise ValueError(NO_OPERANDS)
    if not isinstance(given[0], Tensor):
        if not isinstance(given[0], str):
            raise TypeError(
                "einsum(): argument 'equation' (position 1) must be str, not "
                f"{type(given[0]).__name__}"
            )
        several = len(given) == 2 and isinstance(given[1], list | tuple)
        return given[0], list(given[1] if several else given[1:])
    equation = ",".join(_lettered(each) for each in given[1::2])
    if len(given) % 2:
        return f"{equation}->{_lettered(given[-1])}", list(given[:-1:2])
    return equation, list(given[::2])


def _lettered(subscripts: Iterable[Any]) -> str:
    return "".join("..." if each is Ellipsis else _letter(each) for each in subscripts)


def _letter(number: int) -> str:
    if 0 <= number < len(LETTERS):
        return LETTERS[number]
    raise ValueError("einsum(): subscript in subscript list is not within the valid range [0, 52)")


def check_left(left: str, count: int) -> None:
    """Raise RuntimeError where the part before the arrow does not name ``count`` operands."""
    operand, place, dotted = 0, 0, False
    while place < len(left):
        letter = left[place]
        if letter == ",":
            operand, dotted = operand + 1, False
            if operand >= count:
                raise RuntimeError(
                    "einsum(): fewer operands were provided than specified in the equation"
                )
        elif letter == ".":
            _check_dots(left, place, f"operand {operand}", dotted)
            dotted, place = True, place + 2
        else:
            _check_letter(letter, place)
        place += 1
    if operand + 1 < count:
        raise RuntimeError("einsum(): more operands were provided than specified in the equation")


def check_right(right: str, start: int, letters: str) -> None:
    """Raise RuntimeError where the result, from index ``start`` on, asks for what is not there."""
    place, dotted, seen = 0, False, ""
    while place < len(right):
        letter = right[place]
        if letter == ".":
            _check_dots(right, place, "output", dotted)
            dotted, place = True, place + 2
        else:
            _check_letter(letter, start + place)
            if letter in seen or (letter != " " and letter not in letters):
                fault = "appears more than once in the output" if letter in seen else (
                    "does not appear in the equation for any input operand"
                )  # fmt: skip
                raise RuntimeError(f"einsum(): output subscript {letter} {fault}")
            seen += letter.strip()
        place += 1


def _check_dots(text: str, place: int, where: str, dotted: bool) -> None:
    output = where == "output"
    if dotted:
        already = "but" if output else "for which"
        name = "an ellipsis (...)" if output else "an ellipsis"
        raise RuntimeError(f"einsum(): found '.' for {where} {already} {name} was already found")
    if text[place : place + 3] != "...":
        name = "any ellipsis (...)" if output else "any ellipsis"
        raise RuntimeError(f"einsum(): found '.' for {where} that is not part of {name}")


def _check_letter(letter: str, place: int) -> None:
    if letter not in LETTERS and letter != " ":
        raise RuntimeError(
            f"einsum(): invalid subscript given at index {place} in the equation string, "
            "subscripts must be in [a-zA-Z]"
        )
