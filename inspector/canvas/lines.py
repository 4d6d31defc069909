"""Lines drawn piece by piece, since Qt strokes curves and dash patterns ten times as slowly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from inspector.canvas.batches import draw_lines
from inspector.canvas.coinciding import joined
from inspector.canvas.routes import cut, travelled
from inspector.canvas.spatial import Floats
from inspector.drawing.curves import arrow_head, heading, without_head
from inspector.drawing.primitives import Line
from inspector.theme.colour import mix
from inspector.theme.roles import Theme


def draw_line(painter: QPainter, line: Line, theme: Theme) -> None:
    """Draw a polyline on paper, with its dashes and its arrow head; the pen is left changed."""
    draw_alike(painter, [line], theme)


def draw_alike(painter: QPainter, lines: Sequence[Line], theme: Theme) -> None:
    """Draw polylines that differ in their points only; where they run on one another, as one.

    Their colour is opaque, as if each were alone on paper: that takes Qt a fifth of the time.
    """
    first = lines[0]
    colour = QColor(mix(theme.canvas, theme.colour(first.stroke), first.opacity))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for line in lines if first.arrow else ():
        head = arrow_head(line.points[-1], heading(line.points, line.line), line.line)
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in head]))
    shafts = [pieces_of(_shaft(line), line.dash) for line in lines]
    _draw(painter, joined(np.vstack(shafts)) if len(shafts) > 1 else shafts[0], colour, first.line)


def _shaft(line: Line) -> Floats:
    """What is drawn of a line beside its head."""
    return np.array(without_head(line.points, line.line) if line.arrow else line.points)


def stroke(
    painter: QPainter, points: Floats, colour: QColor, width: float, dash: Sequence[float] = ()
) -> None:
    """Draw a polyline, (k, 2) points, in dashes of the lengths of ``dash`` (on, off) if given."""
    _draw(painter, pieces_of(points, dash), colour, width)


def _draw(painter: QPainter, straight: Floats, colour: QColor, width: float) -> None:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    draw_lines(painter, straight)


def pieces_of(points: Floats, dash: Sequence[float]) -> Floats:
    """The straight pieces of a polyline, (m, 4), or those of its dashes."""
    return dashes(points, *dash) if dash else pieces(points)


def pieces(points: Floats) -> Floats:
    """The straight pieces of a polyline, (k - 1, 4)."""
    return np.hstack([points[:-1], points[1:]])


def dashes(points: Floats, on: float, off: float) -> Floats:
    """The straight pieces of dashes ``on`` long and ``off`` apart, bent where the line bends.

    A line of no length has none.
    """
    lengths = travelled(points)
    return cut(points, lengths, *stretches(lengths, on, off))


def stretches(lengths: Floats, on: float, off: float) -> tuple[Floats, Floats]:
    """Where the straight pieces of dashes begin and end along a line; see `travelled`."""
    if not lengths[-1] > 0:
        return np.empty(0), np.empty(0)
    starts = np.arange(0.0, lengths[-1], on + off)
    ends = np.minimum(starts + on, lengths[-1])
    # Every bend inside a dash parts it in two.
    dash_of = np.searchsorted(starts, lengths, side="right") - 1
    bends = lengths[(lengths > starts[dash_of]) & (lengths < ends[dash_of])]
    return np.sort(np.concatenate([starts, bends])), np.sort(np.concatenate([ends, bends]))
