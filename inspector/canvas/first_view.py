"""The first view of a scene that is too large to be read as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.canvas.camera import Rect, Viewpoint, fitted
from inspector.canvas.spatial import Floats

MARGIN = 32.0
"""Pixels between what is shown and the borders of the view, at least."""
NEARLY = 0.92
"""Names of so many times that size will do where all is seen by that, or rows from end to end."""


@dataclass(frozen=True)
class Surroundings:
    """What the first view is chosen from, in scene units.

    ``boxes`` : (n, 4) left, top, right and bottom of every vertex. ``focus`` is what the step is
    about, ``flow`` the axis along which execution runs: 0 to the right, 1 downwards. ``paged`` :
    whether it goes on in further rows, as text does.
    """

    bounds: Rect
    boxes: Floats
    focus: Rect
    flow: int
    paged: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """The least scales at which what is on a card can be read.

    ``floor`` is for the card as a theme wants it read, ``brief`` for its name and value alone, and
    ``glance`` for its name.
    """

    floor: float
    brief: float
    glance: float


def begun(
    scene: Surroundings, size: tuple[float, float], limits: Limits, margin: float = MARGIN
) -> Viewpoint:
    """The viewpoint that shows the whole scene, or as much from its start on as is readable.

    The whole is worth more than its values: where names can be read the root is in sight too.
    The focus is always in sight: where it lies too far from the start, it is in the middle.
    Across the flow, whatever stands beside the part that is shown is in the middle of the view,
    or the focus where that is too much.
    """
    whole = fitted(scene.bounds, size, margin)
    glance = limits.glance * NEARLY
    if whole.scale >= glance or not len(scene.boxes):
        return whole
    flow, across = scene.flow, 1 - scene.flow
    # A little smaller, where so much more is in sight that nothing is above or below it.
    broad, long = (
        max(size[axis] - 2 * margin, 0.0) / max(scene.bounds[2 + axis], 1.0)
        for axis in (across, flow)
    )
    floor = min(max(broad, limits.brief), limits.floor)
    if scene.paged and glance <= long < floor:
        floor = long  # every row is seen from its beginning to its end
    shift = [0.0, 0.0]
    ends = _span(scene.bounds, flow, floor)
    shift[flow] = _along(ends, _span(scene.focus, flow, floor), size[flow], margin)
    low, high = scene.boxes[:, flow] * floor, scene.boxes[:, flow + 2] * floor
    there = (high > -shift[flow]) & (low < size[flow] - shift[flow])
    # A view of a few pixels may lie between two cards.
    seen = (scene.boxes[there] if there.any() else scene.boxes) * floor
    beside = float(seen[:, across].min()), float(seen[:, across + 2].max())
    shift[across] = _across(beside, _span(scene.focus, across, floor), size[across], margin)
    return Viewpoint(floor, shift[0], shift[1])


def _span(rect: Rect, axis: int, scale: float) -> tuple[float, float]:
    return rect[axis] * scale, (rect[axis] + rect[axis + 2]) * scale


def _along(
    ends: tuple[float, float], focus: tuple[float, float], room: float, margin: float
) -> float:
    """How far to pan along the flow: the start in sight, or else the focus in the middle."""
    if ends[1] - ends[0] + 2 * margin <= room or focus[1] - ends[0] + 2 * margin <= room:
        return _across(ends, (ends[0], ends[0]), room, margin)
    return _across(ends, focus, room, margin)


def _across(
    ends: tuple[float, float], focus: tuple[float, float], room: float, margin: float
) -> float:
    """How far to pan so that all is in the middle, or else the focus, with no empty end."""
    if ends[1] - ends[0] + 2 * margin <= room:
        return (room - ends[0] - ends[1]) / 2
    wanted = (room - focus[0] - focus[1]) / 2
    return min(max(wanted, room - margin - ends[1]), margin - ends[0])
