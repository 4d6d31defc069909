"""A connected part of a graph that is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from inspector.layout.flow import Flow, Indices, Numbers
from inspector.layout.geometry import Points


@dataclass(frozen=True)
class Part:
    """Centres and routes along and across the part's own origin.

    ``row`` : the row of each vertex, and ``lowered`` how far it has been moved across; empty where
    there is only one. ``tags`` : by the number of an edge that begins at a tag in its row, that
    tag's box (centre, length, width).
    """

    flow: Flow
    centres: Points
    routes: list[Points]
    row: Indices = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    lowered: Numbers = field(default_factory=lambda: np.empty(0))
    tags: Mapping[int, Numbers] = field(default_factory=dict)
