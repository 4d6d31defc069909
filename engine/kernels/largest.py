"""The largest element of every window and where in its plane it lies, and the mean: pooling.

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
FEW = 512  # windows of which numpy finds all largest elements sooner at once


class Windows(NamedTuple):
    """How far windows jut out, if any does; where all have each element; where in them it is.

    ``starts`` : where they begin; ``steps`` : how far apart neighbours of a dimension lie.
    """

    borders: list[tuple[int, int]]
    cuts: list[tuple[Any, ...]]
    offsets: Array
    starts: list[Array]
    steps: list[int]


def largest(
    array: Array, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints, out: Ints
) -> tuple[Array, Array]:
    """Values and places; shape of both : (…, ``out``). Outside lies −∞ or the least number."""
    lead, size = array.shape[: array.ndim - len(kernel)], array.shape[array.ndim - len(kernel) :]
    windows = _laid(size, kernel, stride, padding, dilation, out)
    if windows.borders:
        low = -np.inf if array.dtype.kind == "f" else np.iinfo(array.dtype).min
        array = _padded(array, windows.borders, low)
    elements = np.empty((len(windows.cuts), *lead, *out), array.dtype)
    for element, cut in zip(elements, windows.cuts, strict=True):
        element[...] = array[cut]
    values, best = _best(elements)
    if windows.borders:
        return values, _places_inside(best, size, windows)
    found = (windows.offsets @ windows.steps).take(best)
    for start, step in zip(windows.starts, windows.steps, strict=True):
        found += start * step
    return values, found


def sums(array: Array, kernel: Ints, stride: Ints, padding: Ints, out: Ints) -> Array:
    """The sum of every window, element after element as PyTorch adds it up; outside lies 0."""
    size = array.shape[array.ndim - len(kernel) :]
    windows = _laid(size, kernel, stride, padding, (1,) * len(kernel), out)
    if windows.borders:
        array = _padded(array, windows.borders, 0)
    first, *others = windows.cuts
    total: Array = array[first] + 0  # PyTorch begins with a zero that has no sign
    for cut in others:
        np.add(total, array[cut], total)
    return total


def _padded(array: Array, borders: list[tuple[int, int]], value: float) -> Array:
    """An array with borders of one value around its last dimensions."""
    lead, size = array.shape[: array.ndim - len(borders)], array.shape[array.ndim - len(borders) :]
    wide = [low + n + high for n, (low, high) in zip(size, borders, strict=True)]
    found = np.full((*lead, *wide), value, array.dtype)
    inside: Any = (..., *(slice(low, low + n) for n, (low, _) in zip(size, borders, strict=True)))
    found[inside] = array
    return found


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
        (
            ...,
            *(slice(o, o + (n - 1) * s + 1, s) for o, n, s in zip(each, out, stride, strict=True)),
        )
        for each in offsets.tolist()
    ]
    starts = [np.arange(n) * s - p for n, s, p in zip(out, stride, padding, strict=True)]
    steps = [math.prod(size[n + 1 :]) for n in range(len(size))]
    jutting = borders if any(map(any, borders)) else []
    return Windows(jutting, cuts, offsets, list(np.ix_(*starts)), steps)


def _best(elements: Array) -> tuple[Array, Array]:
    """The largest of each window, and the number of the first element that is it."""
    if elements[0].size <= FEW:
        best = elements.argmax(axis=0)
        flat = elements.reshape(len(elements), -1)
        return flat[best.reshape(-1), np.arange(best.size)].reshape(best.shape), best
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
    if np.isnan(np.maximum.reduce(values, None)):
        return True
    return not values.all() and bool(np.signbit(elements).any())


def _places_inside(best: Array, size: Ints, windows: Windows) -> Array:
    """The places where windows may begin or end outside: there the nearest inside."""
    found: Array = 0
    for n, start in enumerate(windows.starts):
        place = start + windows.offsets[:, n].take(best)
        found = found * size[n] + np.clip(place, 0, size[n] - 1)
    return np.asarray(found, np.int64)
