"""Lines from one vertex that share a way, drawn once: on one another they would look thick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from inspector.drawing.curves import length
from inspector.drawing.primitives import Line

NEAR = 0.01
"""Scene units beside another line that a point may lie and count as on it."""

Numbers = npt.NDArray[np.float64]


def apart(lines: Sequence[Line]) -> list[Line]:
    """Lines that begin together and look alike, each only from where it leaves the longest."""
    trunk = max(lines, key=lambda line: length(line.points))
    way = np.array(trunk.points)
    return [line if line is trunk else _left(line, way) for line in lines]


def _left(line: Line, trunk: Numbers) -> Line:
    """The part of a line that is drawn beside a trunk; dashes go on as if it were whole."""
    points = np.array(line.points)
    if _distances(points[1:2], trunk)[0] > NEAR:
        return line
    beside = np.flatnonzero(_distances(points, trunk) > NEAR)
    if not len(beside):
        return line
    far = np.append(0.0, np.hypot(*np.diff(points, axis=0).T).cumsum())
    start = float(far[beside[0] - 1])
    if line.dash:
        start -= start % sum(line.dash)
    first = tuple(float(np.interp(start, far, points[:, axis])) for axis in (0, 1))
    rest = [point for point, at in zip(line.points, far.tolist(), strict=True) if at > start]
    return replace(line, points=((first[0], first[1]), *rest))


def _distances(points: Numbers, trunk: Numbers) -> Numbers:
    """How far each point is from a polyline."""
    begin, way = trunk[:-1], np.diff(trunk, axis=0)
    offset = points[:, None] - begin
    square = np.maximum((way**2).sum(axis=1), 1e-12)
    share = np.clip((offset * way).sum(axis=2) / square, 0.0, 1.0)
    missed = offset - share[..., None] * way
    nearest: Numbers = np.sqrt((missed**2).sum(axis=2).min(axis=1))
    return nearest
