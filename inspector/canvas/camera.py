"""The camera: the map between scene units and the pixels of the widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

Rect: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height."""

SMALLEST, LARGEST = 2e-5, 6.0
"""The least scale shows a hundred thousand operations in a row."""
BEHIND, EDGE = 0.25, 32.0
"""What is left in sight, in parts of the view, of what lies behind where a page is turned; and
pixels beyond the end of a scene."""
LARGEST_FIT = 1.5
"""A graph of three nodes does not fill a wall: fitting never enlarges beyond this."""


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Screen = scene × ``scale`` + (``x``, ``y``), in logical pixels."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """The pixel where a scene point is seen."""
        return x * self.scale + self.x, y * self.scale + self.y

    def to_scene(self, x: float, y: float) -> tuple[float, float]:
        """The scene point under a pixel."""
        return (x - self.x) / self.scale, (y - self.y) / self.scale

    def rect_to_screen(self, rect: Rect) -> Rect:
        """A scene rectangle in pixels."""
        left, top = self.to_screen(rect[0], rect[1])
        return left, top, rect[2] * self.scale, rect[3] * self.scale

    def rect_to_scene(self, rect: Rect) -> Rect:
        """A rectangle of pixels in scene units."""
        left, top = self.to_scene(rect[0], rect[1])
        return left, top, rect[2] / self.scale, rect[3] / self.scale

    def panned(self, dx: float, dy: float) -> Viewpoint:
        """Everything moved by so many pixels."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def zoomed(self, factor: float, at: tuple[float, float]) -> Viewpoint:
        """Scaled by ``factor``, the scene point under pixel ``at`` staying where it is."""
        scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        true = scale / self.scale
        return Viewpoint(scale, at[0] - (at[0] - self.x) * true, at[1] - (at[1] - self.y) * true)

    def snapped(self, ratio: float) -> Viewpoint:
        """Moved onto whole device pixels, ``ratio`` of them to a logical one, so text is crisp."""
        return replace(self, x=round(self.x * ratio) / ratio, y=round(self.y * ratio) / ratio)


def centred(point: tuple[float, float], scale: float, size: tuple[float, float]) -> Viewpoint:
    """The viewpoint that shows a scene point in the middle of a view of ``size`` pixels."""
    return Viewpoint(scale, size[0] / 2 - point[0] * scale, size[1] / 2 - point[1] * scale)


def fitted(bounds: Rect, size: tuple[float, float], margin: float = 32.0) -> Viewpoint:
    """The viewpoint that shows all of ``bounds``, never larger than ``LARGEST_FIT``."""
    room = max(size[0] - 2 * margin, 1.0), max(size[1] - 2 * margin, 1.0)
    scale = min(room[0] / max(bounds[2], 1.0), room[1] / max(bounds[3], 1.0), LARGEST_FIT)
    middle = bounds[0] + bounds[2] / 2, bounds[1] + bounds[3] / 2
    return centred(middle, max(scale, SMALLEST), size)


def revealed(
    view: Viewpoint, box: Rect, size: tuple[float, float], margin: float = 24.0
) -> Viewpoint:
    """The least panned viewpoint that shows ``box`` of the scene; the same one if it is seen."""
    left, top, width, height = view.rect_to_screen(box)
    return view.panned(
        _least_shift(left, width, size[0], margin), _least_shift(top, height, size[1], margin)
    )


def turned(
    view: Viewpoint, box: Rect, bounds: Rect, size: tuple[float, float], margin: float = 24.0
) -> Viewpoint:
    """The panned viewpoint that shows ``box`` with what comes after it, as a turned page does.

    It is the same one if the box is seen. Beyond the ``bounds`` of the scene there is nothing to
    turn to.
    """
    least = revealed(view, box, size, margin)
    box, bounds = view.rect_to_screen(box), view.rect_to_screen(bounds)
    dx, dy = (
        _page_shift(shift, (box[axis], box[axis + 2]), (bounds[axis], bounds[axis + 2]), room)
        for axis, shift, room in ((0, least.x - view.x, size[0]), (1, least.y - view.y, size[1]))
    )
    return view.panned(dx, dy)


def _page_shift(
    least: float, box: tuple[float, float], bounds: tuple[float, float], room: float
) -> float:
    """How far to pan so that most of the view lies ahead, or else to the end of all there is."""
    if not least:
        return 0.0
    if least > 0:
        back = _page_shift(-least, _mirrored(box, room), _mirrored(bounds, room), room)
        return -back
    end = room - EDGE - (bounds[0] + bounds[1])
    return min(least, max(BEHIND * room - box[0], end))


def _mirrored(span: tuple[float, float], room: float) -> tuple[float, float]:
    """Start and length of a span, seen from the other end."""
    return room - span[0] - span[1], span[1]


def _least_shift(start: float, length: float, room: float, margin: float) -> float:
    if length + 2 * margin > room:
        inside = start < room and start + length > 0
        return 0.0 if inside else (room - length) / 2 - start
    if start < margin:
        return margin - start
    return min(room - margin - (start + length), 0.0)


def between(first: Viewpoint, last: Viewpoint, progress: float) -> Viewpoint:
    """A viewpoint on the straight way from one to another, ``progress`` from 0 to 1."""

    def mix(a: float, b: float) -> float:
        return a + (b - a) * progress

    return Viewpoint(mix(first.scale, last.scale), mix(first.x, last.x), mix(first.y, last.y))


def union(rects: Sequence[Rect]) -> Rect:
    """The smallest rectangle around others; zeros where there are none."""
    if not rects:
        return 0.0, 0.0, 0.0, 0.0
    left = min(r[0] for r in rects)
    top = min(r[1] for r in rects)
    right = max(r[0] + r[2] for r in rects)
    bottom = max(r[1] + r[3] for r in rects)
    return left, top, right - left, bottom - top


def grown(rect: Rect, by: float) -> Rect:
    """A rectangle made larger by as much on every side."""
    return rect[0] - by, rect[1] - by, rect[2] + 2 * by, rect[3] + 2 * by


def contains(outer: Rect, inner: Rect) -> bool:
    """Whether a rectangle lies wholly in another."""
    across = outer[0] <= inner[0] and inner[0] + inner[2] <= outer[0] + outer[2]
    return across and outer[1] <= inner[1] and inner[1] + inner[3] <= outer[1] + outer[3]
