"""Packing: parts without a connection stand in rows, read like text in execution order."""

from __future__ import annotations

import numpy as np

from inspector.layout.flow import Numbers
from inspector.layout.geometry import Points

GAP = 48.0
ASPECT = 1.6


def pack(extents: Points, page: bool = False) -> Points:
    """(n, 2) origins along and across for parts of the given extents along and across.

    On a ``page``, where a part stands in rows, nothing is longer than the longest part.
    """
    origins = np.zeros_like(extents)
    limit = float(extents[:, 0].max(initial=0.0)) if page else _row_length(extents)
    along = across = depth = 0.0
    for i, (length, width) in enumerate(extents.tolist()):
        if along and along + length > limit:
            along, across, depth = 0.0, across + depth + GAP, 0.0
        origins[i] = along, across
        along += length + GAP
        depth = max(depth, width)
    return origins


def _row_length(extents: Points) -> float:
    """Long enough for the longest part, and for a pleasant shape of the whole."""
    padded: Points = extents + GAP
    area: Numbers = padded.prod(axis=1)
    return max(float(extents[:, 0].max(initial=0.0)), float(np.sqrt(area.sum() * ASPECT)))
