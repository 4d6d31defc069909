"""Numbers, values and shapes as people read them."""

from __future__ import annotations

import math
import re
import sys
from typing import Any

import numpy as np

from inspector.model.recordings.arrays import array, cells, ill, is_told, size
from inspector.model.recordings.facts import Value

__all__ = ["array", "cells", "name_text", "number_text", "shape_text", "value_text"]

MINUS = "−"
DIGITS = 4
LARGEST_PLAIN = 10_000_000
SMALLEST_PLAIN = 0.0001
LONGEST_NAME = 60
_MINUSES = re.compile(r"(?<![\w'\"])-(?=[\d.]|inf\b|nan\b)|(?<=\de)-(?=\d)")


def number_text(number: complex) -> str:
    """A number to four significant digits, with a true minus; whole numbers are not cut."""
    if isinstance(number, bool | np.bool_):
        return str(bool(number))
    if isinstance(number, int | np.integer):
        return _signed(str(int(number)))
    if isinstance(number, complex | np.complexfloating) and not isinstance(number, float):
        return _complex_text(complex(number))
    return _signed(_float_text(float(number)))


def true_minus(text: str) -> str:
    """Text that Python wrote of numbers, with our minus before each of them."""
    return _MINUSES.sub(MINUS, text)


def shape_text(value: Value) -> str:
    """Shape and dtype: "2×3 float32", "scalar float32"."""
    return f"{'×'.join(map(str, value.shape)) or 'scalar'} {value.dtype}"


def name_text(name: str) -> str:
    """A name as long as a card has room for; of a longer one the middle is left out."""
    if len(name) <= LONGEST_NAME:
        return name
    half = LONGEST_NAME // 2
    return f"{name[:half]}…{name[-half:]}"


def value_text(value: Value, limit: int = 6) -> str:
    """A small value in full, nested as its shape; of more than ``limit`` elements a summary."""
    if (
        value.whole
        and size(value) <= limit
        and len(value.shape) <= 2
        and 0 not in value.shape[:-1]
    ):
        return _nested(array(value).tolist())
    return f"{shape_text(value)}{_summary(value)}"


def array_text(value: Value) -> str:
    """All elements of a value as Python reads them, each to its last digit."""
    return np.array2string(array(value), separator=", ", threshold=sys.maxsize, floatmode="unique")


def _float_text(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Inf" if number > 0 else "-Inf"
    rounded = float(f"{number:.{DIGITS - 1}e}")
    if number and not SMALLEST_PLAIN <= abs(rounded) < LARGEST_PLAIN:
        mantissa, exponent = f"{number:.{DIGITS - 1}e}".split("e")
        return f"{_trimmed(mantissa)}e{int(exponent)}"
    if abs(rounded) >= 10 ** (DIGITS - 1):
        return f"{number:.0f}"
    leading = math.floor(math.log10(abs(rounded))) if rounded else 0
    return _trimmed(f"{number:.{DIGITS - 1 - leading}f}")


def _trimmed(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _signed(digits: str) -> str:
    return digits.replace("-", MINUS)


def _complex_text(number: complex) -> str:
    imaginary = _float_text(number.imag)
    sign = MINUS if imaginary.startswith("-") else "+"
    return f"{_signed(_float_text(number.real))} {sign} {_signed(imaginary.lstrip('-'))}j"


def _nested(data: Any) -> str:
    if isinstance(data, list):
        return f"[{', '.join(map(_nested, data))}]"
    return number_text(data)


def _summary(value: Value) -> str:
    """Mean and spread, or what all elements are; else how much is not finite or recorded."""
    if not is_told(value):
        return ", not recorded"
    flaws = [
        f"{many:,} {what}" for many, what in zip(ill(value), ("NaN", "Inf"), strict=True) if many
    ]
    if flaws:
        return f", {' and '.join(flaws)} of {size(value):,}"
    mean, std = _known(value)
    if mean is None:
        return ""
    if std is None:
        return f", {number_text(mean)}"
    return f", {number_text(mean)} ± {number_text(std)}" if std else f", all {number_text(mean)}"


def mean_text(value: Value) -> str:
    """The mean of a value's finite elements; "" where it has none or was not recorded."""
    mean = _known(value)[0] if is_told(value) else None
    return "" if mean is None else number_text(mean)


def _known(value: Value) -> tuple[float | None, float | None]:
    if value.mean is None and value.whole:
        return _statistics(value)
    return value.mean, value.std


def _statistics(value: Value) -> tuple[float | None, float | None]:
    """Mean and population standard deviation over the finite elements of a real value."""
    found = array(value)
    if found.dtype.kind not in "fiu":
        return None, None
    wide = found.astype(np.float64).ravel()
    finite = np.isfinite(wide)
    wide = wide if finite.all() else wide[finite]
    if not wide.size:
        return None, None
    with np.errstate(over="ignore", invalid="ignore"):  # as mean() and std() do, at half the cost
        mean = np.add.reduce(wide) / wide.size
        wide -= mean
        return float(mean), math.sqrt(np.add.reduce(wide * wide) / wide.size)
