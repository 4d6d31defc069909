"""Means and variances of rows, found in PyTorch's order, so that the last digit is PyTorch's too.

Rows are gone through once, with a mean of those so far (Welford's way), eight numbers at a time,
in chunks of sixteen such vectors. Chunks are merged two by two, then the lanes one after another
(``aten/src/ATen/native/cpu/moments_utils.h``: ``RowwiseMoments``). Where is multiplied and added
in one instruction was found by experiment. All is in single precision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engine.dtypes import F32, F64
from engine.kernels.lanes import products_down
from engine.kernels.one_accumulator import PAIRS
from engine.kernels.summing import add_on

Array = np.ndarray[Any, Any]
LANES, CHUNK = 8, 16
MOST, LONGEST = 1 << 13, 1 << 10
"""Elements, of all rows and of one; of more, this order would cost more than it is worth."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Means of some numbers each, and the sums of their squared distances from these."""

    count: int
    mean: Array
    squares: Array


def fits(rows: Any) -> bool:
    """Whether rows are of the dtype, and short enough, to be measured in PyTorch's order."""
    return rows.dtype is F32 and 0 < rows.size <= MOST and rows.shape[-1] <= LONGEST


def rowwise(rows: Array) -> tuple[Array, Array]:
    """The means and the variances of float32 rows; shapes : (rows)."""
    length = rows.shape[1]
    whole = length // LANES * LANES
    rest = _one_by_one(rows[:, whole:].T) if whole < length else None
    if not whole:
        found = rest
    else:
        found = _across(_down(rows[:, :whole].reshape(len(rows), -1, LANES)), rest)
    assert found is not None
    return found.mean, found.squares / np.float32(length)


def _one_by_one(steps: Array) -> Moments:
    """The moments of the elements that fill no vector; shape of the steps : (elements, rows)."""
    means = np.empty(steps.shape, F32)
    mean = means[0] = steps[0]
    for place in range(1, len(steps)):
        apart = steps[place] - mean
        apart /= np.float32(place + 1)
        mean = np.add(mean, apart, means[place])
    before = np.concatenate((np.zeros((1, steps.shape[1]), F32), means[:-1]))
    return Moments(len(steps), mean, add_on((steps - before) * (steps - means))[-1])


def _down(vectors: Array) -> Moments:
    """The moments of each lane of each row, vector by vector; shape : (rows, vectors, lanes)."""
    rows, count, lanes = vectors.shape
    if count <= CHUNK:
        return _of_chunk(vectors.swapaxes(0, 1))
    whole = count // CHUNK
    chunks = vectors[:, : whole * CHUNK].reshape(rows, whole, CHUNK, lanes)
    return _merged_in_pairs(_of_chunks(chunks, vectors[:, whole * CHUNK :]), -(-count // CHUNK))


def _of_chunks(chunks: Array, last: Array) -> Iterator[Moments]:
    count = chunks.shape[1]
    together = _of_chunk(chunks.transpose(2, 1, 0, 3))
    means, squares = (each.reshape(count, -1) for each in (together.mean, together.squares))
    for mean, square in zip(means, squares, strict=True):
        yield Moments(CHUNK, mean, square)
    if last.shape[1]:
        yield _of_chunk(last.swapaxes(0, 1))


def _of_chunk(given: Array) -> Moments:
    """One step after the other, each multiplied and added with one rounding.

    What belongs to a step lies in one row: of that numpy reads every other number soonest.
    """
    steps = given.copy().reshape(len(given), -1)
    less, apart = _followed(steps, steps[0], _SHARES[: len(steps) - 1])
    wide = apart.astype(F64)
    wide *= (steps[1:] + less[1:]).astype(F64)
    return Moments(len(steps), -less[-1], products_down(wide))


def _followed(steps: Array, mean: Array, shares: Any) -> tuple[Array, Array]:
    """The running mean after each step, beginning with ``mean``, and each step's distance from it.

    The means are negative. ``shares`` : 1, and negative as an imaginary part, what of a step's
    distance is added to the mean. What is multiplied and added there is rounded once, as the
    imaginary part is by numpy's multiplication of complex numbers: first · second imaginary part,
    added to what the others give.
    """
    pairs = np.empty((len(steps), *mean.shape), PAIRS)
    distances, less = pairs.real, pairs.imag
    np.negative(mean, less[0])
    before = pairs[0]
    for step, distance, each, share, after in zip(
        steps[1:], distances, less, shares, pairs[1:], strict=False
    ):
        np.add(step, each, distance)
        np.multiply(before, share, after)
        before = after
    return less, distances[:-1]


def _exactly(shares: Array) -> list[Array]:
    return [np.array(1 - each * 1j, PAIRS) for each in shares.tolist()]


_SHARES = _exactly(np.float32(1) / np.arange(2, CHUNK + 1, dtype=F32))
"""What the second, third … step adds to the mean of its distance from it."""


def _merged_in_pairs(parts: Iterator[Moments], count: int) -> Moments:
    """Merge the moments of parts in pairs, pairs of pairs and so on, until one is left."""
    levels: list[Moments | None] = [None] * max(1, (count - 1).bit_length())
    for number, part in enumerate(parts, 1):
        levels[0] = _merged(levels[0], part)
        for level in range(1, len(levels)):
            if number >> level - 1 & 1:
                break
            levels[level] = _merged(levels[level], levels[level - 1])
            levels[level - 1] = None
    found = levels[0]
    for each in levels[1:]:
        found = _merged(found, each)
    assert found is not None
    return found


def _merged(one: Moments | None, other: Moments | None) -> Moments | None:
    if one is None or other is None:
        return other if one is None else one
    count = one.count + other.count
    share = np.float32(other.count) / np.float32(count)
    apart = other.mean - one.mean
    between = (apart * apart * share).astype(F64) * one.count
    squares = (between + (one.squares + other.squares)).astype(F32)
    return Moments(count, one.mean + share * apart, squares)


def _across(lanes: Moments, first: Moments | None) -> Moments:
    """Merge the moments of all lanes into those of the elements that fill no vector."""
    means, squares = (each.reshape(-1, LANES).T for each in (lanes.mean, lanes.squares))
    if first is None:
        count = lanes.count
    else:
        count = first.count
        means = np.concatenate((first.mean[None], means))
        squares = np.concatenate((first.squares[None], squares))
    befores, shares, narrow = _weights(count, lanes.count, len(means) - 1)
    less, apart = _followed(means, means[0], shares)
    between = (apart * apart * narrow).astype(F64)
    between *= befores
    between += squares[1:]
    terms = np.concatenate((squares[:1], between.astype(F32)))
    return Moments(0, -less[-1], add_on(terms)[-1])


@lru_cache(maxsize=256)
def _weights(first: int, count: int, lanes: int) -> tuple[Array, list[Array], Array]:
    """The count before each lane, and each lane's share of the count up to it, in two forms."""
    before = first + count * np.arange(lanes, dtype=F64)
    shares = np.float32(count) / (before + count).astype(F32)
    return before[:, None], _exactly(shares), shares[:, None]
