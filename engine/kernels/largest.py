"""The largest element of every window, and where in its plane it lies: max pooling on arrays.

All windows' first elements are put side by side, then all their second ones, and so on.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np

Array = Any
Ints = tuple[int, ...]
MOST = 127  # elements of a window that a byte can count


class Windows(NamedTuple):
    """How far windows jut out, where all have each element, where in them it is, their starts."""

    borders: list[tuple[int, int]]
    cuts: list[tuple[slice, ...]]
    offsets: Array
    starts: list[Array]


def largest(
    array: Array, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints, out: Ints
) -> tuple[Array, Array]:
    """Values and places; shape of both : (…, ``out``). Outside lies −∞ or the least number."""
    lead, size = array.shape[: array.ndim - len(kernel)], array.shape[array.ndim - len(kernel) :]
    windows = _laid(size, kernel, stride, padding, dilation, out)
    juts_out = any(map(any, windows.borders))
    if juts_out:
        low = -np.inf if array.dtype.kind == "f" else np.iinfo(array.dtype).min
        array = np.pad(array, [(0, 0)] * len(lead) + windows.borders, constant_values=low)
    elements = np.empty((len(windows.cuts), *lead, *out), array.dtype)
    for element, cut in zip(elements, windows.cuts, strict=True):
        element[...] = array[(..., *cut)]
    values, best = _best(elements)
    if juts_out:
        return values, _places_inside(best, size, windows)
    steps = [math.prod(size[n + 1 :]) for n in range(len(size))]
    found = (windows.offsets @ steps).take(best)
    for start, step in zip(windows.starts, steps, strict=True):
        found += start * step
    return values, found


@lru_cache(maxsize=64)
def _laid(
    size: Ints, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints, out: Ints
) -> Windows:
    offsets = np.array(list(product(*map(range, kernel)))) * dilation
    reach = [
        (n - 1) * s + o + 1 for n, s, o in zip(out, stride, offsets[-1].tolist(), strict=True)
    ]
    borders = [(p, max(r - n - p, 0)) for r, n, p in zip(reach, size, padding, strict=True)]
    cuts = [
        tuple(slice(o, o + (n - 1) * s + 1, s) for o, n, s in zip(each, out, stride, strict=True))
        for each in offsets.tolist()
    ]
    starts = [np.arange(n) * s - p for n, s, p in zip(out, stride, padding, strict=True)]
    return Windows(borders, cuts, offsets, list(np.ix_(*starts)))


def _best(elements: Array) -> tuple[Array, Array]:
    """The largest of each window, and the number of the first element that is it."""
    values = np.maximum.reduce(elements)
    if len(elements) > MOST or (elements.dtype.kind == "f" and _is_awkward(elements, values)):
        best = elements.argmax(axis=0)
        return np.take_along_axis(elements, best[None], 0)[0], best
    best, missing = np.zeros(values.shape, np.int8), np.ones(values.shape, np.bool_)
    for element in elements[:-1]:
        missing &= element != values
        best += missing.view(np.int8)
    return values, best


def _is_awkward(elements: Array, values: Array) -> bool:
    """Is one of them no number, or a zero that may have a sign?"""
    if np.isnan(values).any():
        return True
    return not values.all() and bool(np.signbit(elements).any())


def _places_inside(best: Array, size: Ints, windows: Windows) -> Array:
    """The places where windows may begin or end outside: there the nearest inside."""
    found: Array = 0
    for n, start in enumerate(windows.starts):
        place = start + windows.offsets[:, n].take(best)
        found = found * size[n] + np.clip(place, 0, size[n] - 1)
    return np.asarray(found, np.int64)
