"""Another value for a leaf than the program gave it: how that is written, and what it makes."""

from __future__ import annotations

import re

import numpy as np

from inspector.model.recordings.arrays import DTYPES, Array, array, size
from inspector.model.recordings.facts import Fact, Value
from inspector.model.sources.arithmetic import UnknownNameError, computed
from inspector.model.sources.parsing import constant

WHAT_IF = "what if"
"""How an ``Update`` says that it was made from outside the program."""
SHORT = 12
"""Characters of a name that stands in an example."""
_CHANGE = re.compile(r"(\[(?P<index>[^\]]*)\])?\s*(?P<sign>[-+*/]?=)\s*(?P<rest>.+)", re.DOTALL)


class ReplacementError(ValueError):
    """What was typed is not a value for a leaf; the message says why."""


class Replacement(Fact, frozen=True):
    """The leaf with this id becomes ``old * factor + shift`` as soon as it has this version.

    With a whole ``value`` it becomes that instead. ``element`` counts in C order: only that one
    is changed; None changes all.
    """

    tensor: int
    version: int = 0
    factor: float = 1.0
    shift: float = 0.0
    value: Value | None = None
    element: int | None = None


def applied(one: Replacement, old: Array) -> Array:
    """What an array becomes; of its own shape and dtype.

    Raises:
        ValueError: the replacement is for another shape.
    """
    if one.value is not None:
        fresh = array(one.value)
        if fresh.shape != old.shape:
            raise ValueError(f"a value of shape {fresh.shape} is not a value of shape {old.shape}")
        return fresh.astype(old.dtype)
    fresh = np.array(old)
    place = slice(None) if one.element is None else one.element
    flat = fresh.reshape(-1)
    flat[place] = flat[place] * one.factor + one.shift
    return flat.reshape(old.shape)


def typed(text: str, old: Value, tensor: int, version: int, name: str = "") -> Replacement:
    """The replacement that a text asks for, where the leaf is called ``name`` and holds ``old``.

    The text is a number for every element, nested lists of the value's own shape, arithmetic
    with the leaf's name (``2 * x + 1``), or a change: ``+= 0.1``, ``*= 2``, ``[0, 1] = 5``.

    Raises:
        ReplacementError: it is none of these.
    """
    text = text.strip().replace("−", "-")
    if not text:
        raise ReplacementError(f"Type a value: {example(old)}.")
    found = _CHANGE.fullmatch(text.removeprefix(name).lstrip())
    if found is None:
        return _whole(text, old, tensor, version, name)
    if found["sign"] == "=" and found["index"] is None:
        return _whole(found["rest"], old, tensor, version, name)
    number = _number(found["rest"])
    element = None if found["index"] is None else _element(found["index"], old)
    if found["sign"] == "/=" and number == 0:
        raise ReplacementError("Nothing can be divided by zero.")
    factor, shift = {
        "=": (0.0, number),
        "+=": (1.0, number),
        "-=": (1.0, -number),
        "*=": (number, 0.0),
        "/=": (1 / (number or 1.0), 0.0),
    }[found["sign"]]
    return Replacement(tensor, version, factor, shift, element=element)


def example(old: Value, name: str = "") -> str:
    """What could be typed for a value."""
    change = f"{name} + 0.1" if name and len(name) <= SHORT else "+= 0.1"
    if not old.shape:
        return f"5, {change} or *= 2"
    index = ", ".join("0" for _ in old.shape)
    return f"0, {change}, *= 2 or [{index}] = 5"


def _whole(text: str, old: Value, tensor: int, version: int, name: str) -> Replacement:
    """All of a leaf, as numbers or as arithmetic with what it held."""
    found = _read(text, old, name)
    if found.dtype.kind not in "fiubc":
        raise ReplacementError("A tensor holds numbers.")
    if found.dtype.kind == "c" and not old.dtype.startswith("complex"):
        raise ReplacementError(f"{old.dtype} holds no complex numbers.")
    if not found.shape and size(old) != 1:
        if found.dtype.kind != "c":
            return Replacement(tensor, version, 0.0, float(found))
        found = np.broadcast_to(found, old.shape)
    if found.size != size(old) or (found.shape and found.shape != old.shape):
        raise ReplacementError(f"Its shape is {_shape(old.shape)}, not {_shape(found.shape)}.")
    dtype = DTYPES.get(old.dtype)
    if dtype is None:
        raise ReplacementError(f"A tensor of {old.dtype} cannot be replaced.")
    with np.errstate(over="ignore", invalid="ignore"):
        data = found.reshape(old.shape).astype(dtype).tobytes()
    return Replacement(tensor, version, value=Value(old.shape, old.dtype, data))


def _read(text: str, old: Value, name: str) -> Array:
    """The numbers that a text comes to; digits as they stand, without rounding them first."""
    known = {name: array(old).astype(_wide(old))} if name and old.whole else {}
    try:
        return np.asarray(constant(text))
    except (ValueError, TypeError):
        pass
    try:
        return np.asarray(computed(text, known))
    except UnknownNameError as error:
        raise ReplacementError(_unknown(str(error), old, name)) from None
    except (ValueError, TypeError):
        raise ReplacementError(f"{text[:40]} is not a value. Type {example(old, name)}.") from None


def _wide(old: Value) -> str:
    return "complex128" if old.dtype.startswith("complex") else "float64"


def _unknown(found: str, old: Value, name: str) -> str:
    """What is said of a name that has no value here."""
    if found == name:
        return f"{name} was too large to be recorded whole: type += 0.1 or *= 2."
    only = f"Only {name} itself" if name else "Nothing"
    return f"{only} can be named here, not {found[:40]}. Type {example(old, name)}."


def _number(text: str) -> float:
    try:
        number = computed(text, {})
        if not isinstance(number, np.complex128):
            return float(number)
    except (ValueError, TypeError):
        raise ReplacementError(f"This is not a number: {text[:40]}") from None
    raise ReplacementError("A value can be changed by a real number only.")


def _element(text: str, old: Value) -> int:
    """The place in C order of an index like ``0, 1``."""
    try:
        index = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ReplacementError(f"There is no element [{text}].") from None
    if len(index) != len(old.shape):
        raise ReplacementError(f"An element has {len(old.shape)} indices here.")
    try:
        return int(np.ravel_multi_index(tuple(_positive(index, old.shape)), old.shape))
    except ValueError:
        raise ReplacementError(f"There is no element [{text}].") from None


def _positive(index: tuple[int, ...], shape: tuple[int, ...]) -> list[int]:
    return [i + length if i < 0 else i for i, length in zip(index, shape, strict=True)]


def _shape(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "that of a scalar"
