"""A tensor as a picture: a grid for a heat map, an image, and a histogram, on scales that stay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inspector.model.looks.showing import held, magnitude
from inspector.model.moments.wording import counted
from inspector.model.recordings.arrays import Array, array, size
from inspector.model.recordings.events import Accumulate, GradSet
from inspector.model.recordings.facts import Value
from inspector.model.recordings.measuring import Floats
from inspector.model.recordings.recording import Recording

BINS = 21
"""An odd number, so that zero stands in the middle of one."""


class Extents:
    """The largest magnitude that tensors and their gradients ever have in a growing recording."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._seen: dict[tuple[int, bool], tuple[int, float]] = {}

    def of(self, tensor: int, gradient: bool, horizon: int) -> float:
        """The magnitude over all steps up to ``horizon``, of the tensor or of its ``.grad``."""
        tensors = self.recording.tensors
        if gradient:
            indices: Sequence[int] = tensors.grads.get(tensor, ())
        else:
            made, changed = tensors.produced.get(tensor, ()), tensors.updates.get(tensor, ())
            indices = sorted({*made, *changed})
        past = [index for index in indices if index < horizon]
        known, largest = self._seen.get((tensor, gradient), (0, 0.0))
        if known > len(past):
            known, largest = 0, 0.0
        for index in past[known:]:
            event = self.recording.events[index]
            own = isinstance(event, Accumulate | GradSet) and event.tensor == tensor
            value = getattr(event, "after", None) if gradient and own else held(event, tensor)
            largest = max(largest, 0.0 if value is None else _farthest(value))
        self._seen[tensor, gradient] = len(past), largest
        return largest


def _farthest(value: Value) -> float:
    """The largest finite magnitude, of what was only sampled by its statistics."""
    known = [abs(one) for one in (value.minimum, value.maximum) if one is not None]
    return max(known) if known and not value.whole else magnitude(value)


def grid(value: Value) -> Floats | None:
    """Rows and columns of a value; what has more dimensions as tiles beside each other.

    None where it was too large to be recorded whole. Between tiles stands a column of NaN.
    """
    return _tiled(_real(array(value))) if value.whole and size(value) else None


def flaws(value: Value) -> Floats | None:
    """A value's grid with 1 where an element is not finite, else NaN; None if all are."""
    found = _real(array(value))
    if not value.whole or np.isfinite(found).all():
        return None
    return _tiled(np.where(np.isfinite(found), np.nan, 1.0))


def _tiled(found: Floats) -> Floats:
    if found.ndim < 3:
        return np.atleast_2d(found)
    tiles = found.reshape(-1, *found.shape[-2:])
    gap = np.full((tiles.shape[1], 1), np.nan)
    parts = [part for tile in tiles for part in (tile, gap)]
    return np.concatenate(parts[:-1], axis=1)


def image(value: Value, bound: float) -> Floats | None:
    """Rows, columns and the channels red, green and blue from 0 to 1, where a value can be that.

    It has three channels in front or at the end, and no element is negative; what goes beyond 1
    is taken as reaching to ``bound``.
    """
    shape = value.shape
    if len(shape) != 3 or not value.whole or 3 not in (shape[0], shape[-1]):
        return None
    found = _real(array(value))
    if not np.all(found >= 0):
        return None
    channels = found if shape[-1] == 3 else np.moveaxis(found, 0, -1)
    return np.asarray(channels / max(1.0, bound), dtype=np.float64)


def histogram(value: Value, bound: float) -> tuple[Array, Floats]:
    """How many finite elements fall into each bin, and the ends of the bins.

    The bins reach from ``-bound`` to ``bound`` whatever the value, so that they stay over time.
    """
    found = _real(array(value)).reshape(-1)
    reach = bound or 1.0
    return np.histogram(found[np.isfinite(found)], BINS, (-reach, reach))


def noted(value: Value) -> str:
    """What a picture of a value does not show."""
    found = _real(array(value))
    kept, total = found.size, size(value)
    parts = []
    if kept < total:
        parts.append(f"A sample of {kept:,} of {total:,} elements; the rest was not recorded.")
    odd = int(np.size(found) - np.isfinite(found).sum())
    if odd:
        parts.append(f"{counted(odd, 'element')} not finite, marked in purple.")
    return " ".join(parts)


def _real(found: Array) -> Floats:
    return np.abs(found) if found.dtype.kind == "c" else found.astype(np.float64)
