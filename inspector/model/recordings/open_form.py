"""Events as the plain data of the open JSON form, numbers readable and exact, and back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from inspector.model.recordings.arrays import DTYPES, Array
from inspector.model.recordings.events import AnyEvent
from inspector.model.recordings.facts import Value
from inspector.model.recordings.soundness import MOST_AXES, Unsound

Plain = Any
STATISTICS = ("minimum", "maximum", "mean", "std")
DEEPEST = 12


def plain(event: AnyEvent) -> Plain:
    """An event as dictionaries, lists, strings and numbers; values as nested numbers.

    Every field is there, also where it says nothing (null, 0, ""), so that a reader need not know
    our defaults.
    """
    return {"kind": event.__struct_config__.tag} | _fields(event)


def _fields(fact: msgspec.Struct) -> dict[str, Plain]:
    return {name: _spelt(getattr(fact, name)) for name in fact.__struct_fields__}


def _spelt(item: Any) -> Plain:
    if isinstance(item, Value):
        return _opened(msgspec.to_builtins(item, builtin_types=(bytes,)))
    if isinstance(item, msgspec.Struct):
        return _fields(item)
    return [_spelt(each) for each in item] if isinstance(item, tuple | list) else item


def event_of(data: Plain) -> AnyEvent:
    """The event that ``plain`` gave.

    Raises:
        Unsound: where a value's numbers do not fit its shape and dtype.
        msgspec.ValidationError: where anything else is not as it should be.
    """
    closed = _mapped(data, _is_open, _closed)
    event: AnyEvent = msgspec.convert(closed, AnyEvent)
    return event


def _mapped(
    data: Plain, matches: Callable[[Plain], bool], change: Callable[[Plain], Plain], depth: int = 0
) -> Plain:
    """The data with each dictionary that matches changed; events are never nested deeply."""
    if depth > DEEPEST:
        raise Unsound("an event is nested too deeply")
    if isinstance(data, dict):
        if matches(data):
            return change(data)
        return {key: _mapped(item, matches, change, depth + 1) for key, item in data.items()}
    if isinstance(data, list | tuple):
        return [_mapped(item, matches, change, depth + 1) for item in data]
    return data


def _is_open(data: Plain) -> bool:
    return "dtype" in data and ("data" in data or "sample" in data)


def _opened(value: Plain) -> Plain:
    whole = value.pop("whole", True)
    flat = np.frombuffer(value.pop("data"), DTYPES[value["dtype"]])
    numbers = _numbers(flat)
    opened = {key: _number(item) if key in STATISTICS else item for key, item in value.items()}
    if whole:
        return {**opened, "data": _nested(numbers, value["shape"])}
    return {**opened, "sample": numbers}


def _closed(value: Plain) -> Plain:
    whole = "data" in value
    dtype = DTYPES.get(value["dtype"]) if isinstance(value["dtype"], str) else None
    if dtype is None:
        raise Unsound(f"there is no dtype {value['dtype']!r}")
    numbers = value.pop("data") if whole else value.pop("sample")
    shape = value.get("shape") if whole else [len(numbers) if isinstance(numbers, list) else 0]
    data = _array(_flat(numbers, shape), dtype).tobytes()
    closed = {key: _float(item) if key in STATISTICS else item for key, item in value.items()}
    return {**closed, "data": data, "whole": whole}


def _numbers(flat: Array) -> list[Plain]:
    """The elements as the shortest numbers that read back as exactly the same bits."""
    if flat.dtype.kind == "c":
        return [list(pair) for pair in zip(_numbers(flat.real), _numbers(flat.imag), strict=True)]
    if flat.dtype.kind != "f":
        return list(flat.tolist())
    wide = flat.astype(np.float64)
    if flat.dtype.itemsize < wide.dtype.itemsize:
        short = flat.astype("U32").astype(np.float64)
        wide = np.where(short.astype(flat.dtype) == flat, short, wide)
    return [_number(number) for number in wide.tolist()]


def _number(number: float | None) -> Plain:
    """JSON has no NaN and no infinity: those go as "nan", "-nan", "inf" and "-inf"."""
    if number is None or math.isfinite(number):
        return number
    sign = "-" if math.copysign(1.0, number) < 0 else ""
    return f"{sign}{'nan' if math.isnan(number) else 'inf'}"


def _float(number: Plain) -> Plain:
    """The inverse of ``_number``."""
    return float(number) if number in ("nan", "-nan", "inf", "-inf") else number


def _nested(flat: list[Plain], shape: tuple[int, ...]) -> Plain:
    """The flat list, nested row by row as its shape asks; of no elements, just empty."""
    if not flat:
        return flat
    for length in reversed(shape[1:]):
        flat = [flat[start : start + length] for start in range(0, len(flat), length)]
    return flat if shape else flat[0]


def _flat(nested: Plain, shape: Plain) -> list[Plain]:
    """The elements of a nested list, checked against its shape, in C order."""
    if not isinstance(shape, list) or len(shape) > MOST_AXES:
        raise Unsound("a value has an impossible shape")
    if nested == [] and 0 in shape:
        return []
    level = [nested]
    for length in shape:
        if not all(isinstance(row, list) and len(row) == length for row in level):
            raise Unsound("a value's numbers do not have its shape")
        level = [item for row in level for item in row]
    return level


def _array(numbers: list[Plain], dtype: np.dtype[Any]) -> Array:
    kind = dtype.kind
    try:
        if kind == "c":
            return np.array([complex(*map(_real, pair)) for pair in numbers], dtype)
        if kind == "f":
            return _rounded([_real(number) for number in numbers], dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise Unsound("a value has elements that are not numbers") from error
    wanted = bool if kind == "b" else int
    if not all(type(number) is wanted for number in numbers):
        raise Unsound(f"a value has elements that are not {wanted.__name__}")
    try:
        return np.array(numbers, dtype)
    except OverflowError as error:
        raise Unsound("a value has integers beyond its dtype") from error


def _rounded(numbers: list[float], dtype: np.dtype[Any]) -> Array:
    with np.errstate(over="ignore", under="ignore"):
        return np.array(numbers, np.float64).astype(dtype)


def _real(number: Plain) -> float:
    number = _float(number)
    if type(number) not in (int, float):
        raise TypeError
    return float(number)
