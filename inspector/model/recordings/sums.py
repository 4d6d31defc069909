"""Sums of recorded gradients, beside what was recorded as their sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.facts import Value

CLOSE = 1e-4
"""How far rounding may take a sum away, relative to its largest element."""


def changed(parts: Sequence[Value | None], into: Value) -> Array | None:
    """The sum of ``parts`` where ``into`` is not that sum; None where it is, or nobody knows."""
    arrays = [array(part) for part in parts if part is not None and part.whole]
    if not arrays or len(arrays) < sum(part is not None for part in parts) or not into.whole:
        return None
    with np.errstate(all="ignore"):
        total = np.asarray(sum(arrays[1:], arrays[0]))
    found = array(into)
    if found.shape == total.shape and (found == total).all():
        return None
    scale = float(np.max(np.abs(found[np.isfinite(found)]), initial=0.0))
    same = found.shape == total.shape and np.allclose(
        total, found, CLOSE, CLOSE * scale, equal_nan=True
    )
    return None if same else total
