"""Boxes that a formula is set from: each knows its size and draws itself on a baseline.

After the boxes of TeX (Knuth, The TeXbook, chapter 12): a width, an ascent and a descent, and a
shift of what is raised or lowered; the rest is put together from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from inspector.model.derivations.latex import (
    Barred,
    Below,
    Fenced,
    Fraction,
    Letters,
    Matrix,
    Piece,
    Root,
    Row,
    Scripts,
    Space,
)

SCRIPT, SMALLEST = 0.72, 8.0
"""How much smaller scripts are, and in pixels how small letters may become."""
GAP, CELL, LINE = 0.22, 0.7, 0.18
"""In ems: around a sign, between the columns of a matrix, between its rows."""

Draw = Callable[[QPainter, float, float], None]


@dataclass(frozen=True, slots=True)
class Box:
    """Something set: its size around its baseline, and how it is drawn from its left end."""

    width: float
    ascent: float
    descent: float
    draw: Draw

    @property
    def height(self) -> float:
        """From the lowest to the highest point."""
        return self.ascent + self.descent


@dataclass(frozen=True, slots=True)
class Style:
    """The font that a formula is set in, and how large its letters are, in pixels."""

    family: QFont
    size: float

    def font(self, italic: bool = False) -> QFont:
        """The font itself."""
        font = QFont(self.family)
        font.setPixelSize(max(1, round(self.size)))
        font.setItalic(italic)
        return font

    @property
    def smaller(self) -> Style:
        """The style of what is raised, lowered or below."""
        return Style(self.family, max(SMALLEST, self.size * SCRIPT))

    @property
    def axis(self) -> float:
        """How high above the baseline signs and lines of fractions stand."""
        return QFontMetricsF(self.font()).xHeight() / 2

    @property
    def line(self) -> float:
        """How thick a line is."""
        return max(1.0, self.size / 15)


@singledispatch
def boxed(piece: Piece, style: Style) -> Box:
    """A piece of a formula, set."""
    raise TypeError(piece)


@boxed.register
def _letters(piece: Letters, style: Style) -> Box:
    font = style.font(piece.italic)
    metrics = QFontMetricsF(font)
    gap = GAP * style.size if piece.sign else 0.0
    lean = 0.04 * style.size if piece.italic else 0.0

    def draw(painter: QPainter, x: float, y: float) -> None:
        painter.setFont(font)
        painter.drawText(QPointF(x + gap, y), piece.text)

    width = metrics.horizontalAdvance(piece.text) + 2 * gap + lean
    return Box(width, metrics.capHeight() * 1.08, metrics.descent() * 0.8, draw)


@boxed.register
def _space(piece: Space, style: Style) -> Box:
    return Box(piece.ems * style.size, 0.0, 0.0, _nothing)


@boxed.register
def _row(piece: Row, style: Style) -> Box:
    return beside([boxed(each, style) for each in piece.pieces])


@boxed.register
def _fraction(piece: Fraction, style: Style) -> Box:
    inner = style if style.size <= SMALLEST * 1.5 else Style(style.family, style.size * 0.86)
    over, under = boxed(piece.over, inner), boxed(piece.under, inner)
    pad, axis = 0.16 * style.size, style.axis
    width = max(over.width, under.width) + 2 * pad

    def draw(painter: QPainter, x: float, y: float) -> None:
        over.draw(painter, x + (width - over.width) / 2, y - axis - pad - over.descent)
        under.draw(painter, x + (width - under.width) / 2, y - axis + pad + under.ascent)
        _rule(painter, style, x + 1, y - axis, x + width - 1, y - axis)

    return Box(width, axis + pad + over.height, pad - axis + under.height, draw)


@boxed.register
def _root(piece: Root, style: Style) -> Box:
    inner = boxed(piece.of, style)
    hook, top = 0.55 * style.size, 0.14 * style.size

    def draw(painter: QPainter, x: float, y: float) -> None:
        path = QPainterPath(QPointF(x + 1, y - inner.ascent * 0.35))
        path.lineTo(x + hook * 0.3, y - inner.ascent * 0.45)
        path.lineTo(x + hook * 0.6, y + inner.descent)
        path.lineTo(x + hook, y - inner.ascent - top)
        path.lineTo(x + hook + inner.width, y - inner.ascent - top)
        _stroke(painter, style, path)
        inner.draw(painter, x + hook, y)

    return Box(hook + inner.width + 2, inner.ascent + 2 * top, inner.descent, draw)


@boxed.register
def _barred(piece: Barred, style: Style) -> Box:
    inner = boxed(piece.of, style)
    top = 0.16 * style.size

    def draw(painter: QPainter, x: float, y: float) -> None:
        height = y - inner.ascent - top
        _rule(painter, style, x + 1, height, x + inner.width - 1, height)
        inner.draw(painter, x, y)

    return Box(inner.width, inner.ascent + 2 * top, inner.descent, draw)


@boxed.register
def _scripts(piece: Scripts, style: Style) -> Box:
    if piece.raised is None and piece.lowered is not None and _is_big(piece.base):
        return stacked(boxed(piece.base, style), boxed(piece.lowered, style.smaller), style)
    if isinstance(piece.base, Below):
        inner = Row((Scripts(piece.base.base, piece.raised, piece.lowered),))
        return boxed(Below(inner, piece.base.below), style)
    base = boxed(piece.base, style)
    raised = boxed(piece.raised or Row(()), style.smaller)
    lowered = boxed(piece.lowered or Row(()), style.smaller)
    up = max(base.ascent - raised.ascent * 0.45, style.axis + raised.descent)
    down = max(base.descent * 0.5, 0.18 * style.size) + lowered.ascent * 0.25

    def draw(painter: QPainter, x: float, y: float) -> None:
        base.draw(painter, x, y)
        raised.draw(painter, x + base.width, y - up)
        lowered.draw(painter, x + base.width, y + down)

    ascent = max(base.ascent, up + raised.ascent if piece.raised else 0)
    descent = max(base.descent, down + lowered.descent if piece.lowered else 0)
    return Box(base.width + max(raised.width, lowered.width), ascent, descent, draw)


@boxed.register
def _below(piece: Below, style: Style) -> Box:
    return stacked(boxed(piece.base, style), boxed(piece.below, style.smaller), style)


@boxed.register
def _fenced(piece: Fenced, style: Style) -> Box:
    inner = boxed(piece.of, style)
    side = 0.36 * style.size

    def draw(painter: QPainter, x: float, y: float) -> None:
        area = QRectF(x, y - inner.ascent, side, inner.height)
        _fence(painter, style, piece.left, area)
        inner.draw(painter, x + side, y)
        _fence(painter, style, piece.right, area.translated(side + inner.width, 0))

    return Box(inner.width + 2 * side, inner.ascent + 1, inner.descent + 1, draw)


@boxed.register
def _matrix(piece: Matrix, style: Style) -> Box:
    small = Style(style.family, max(SMALLEST, style.size * 0.86))
    rows = [[boxed(cell, small) for cell in row] for row in piece.rows]
    columns = max(map(len, rows), default=0)
    widths = [_largest(row[n].width for row in rows if n < len(row)) for n in range(columns)]
    gap, between, side = CELL * small.size, LINE * small.size, 0.4 * style.size
    heights = [(max(c.ascent for c in row), max(c.descent for c in row)) for row in rows if row]
    inner = sum(a + d for a, d in heights) + between * max(0, len(heights) - 1)
    width = sum(widths) + gap * max(0, columns - 1) + 2 * side
    ascent, descent = inner / 2 + style.axis + 2, inner / 2 - style.axis + 2

    def draw(painter: QPainter, x: float, y: float) -> None:
        area = QRectF(x, y - ascent, side * 0.7, ascent + descent)
        _fence(painter, style, "[", area)
        _fence(painter, style, "]", area.translated(width - side * 0.7, 0))
        top = y - ascent + 2
        for row, (above, below) in zip(rows, heights, strict=False):
            left = x + side
            for cell, column in zip(row, widths, strict=False):
                cell.draw(painter, left + column - cell.width, top + above)
                left += column + gap
            top += above + below + between

    return Box(width, ascent, descent, draw)


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes in a row on one baseline."""

    def draw(painter: QPainter, x: float, y: float) -> None:
        for box in boxes:
            box.draw(painter, x, y)
            x += box.width

    return Box(
        sum(box.width for box in boxes),
        _largest(box.ascent for box in boxes),
        _largest(box.descent for box in boxes),
        draw,
    )


def stacked(base: Box, below: Box, style: Style) -> Box:
    """A box with another centred below it."""
    width, gap = max(base.width, below.width), 0.08 * style.size

    def draw(painter: QPainter, x: float, y: float) -> None:
        base.draw(painter, x + (width - base.width) / 2, y)
        below.draw(painter, x + (width - below.width) / 2, y + base.descent + gap + below.ascent)

    return Box(width, base.ascent, base.descent + gap + below.height, draw)


def _is_big(piece: Piece) -> bool:
    return isinstance(piece, Letters) and piece.text == "∑"


def _largest(numbers: Iterable[float]) -> float:
    return max(numbers, default=0.0)


def _nothing(painter: QPainter, x: float, y: float) -> None:
    """A space is not to be seen."""


def _rule(painter: QPainter, style: Style, *ends: float) -> None:
    path = QPainterPath(QPointF(ends[0], ends[1]))
    path.lineTo(ends[2], ends[3])
    _stroke(painter, style, path)


def _stroke(painter: QPainter, style: Style, path: QPainterPath) -> None:
    painter.save()
    pen = QPen(painter.pen())
    pen.setWidthF(style.line)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.restore()


def _fence(painter: QPainter, style: Style, sign: str, area: QRectF) -> None:
    """A delimiter as high as its area."""
    box = area.adjusted(area.width() * 0.2, 0, -area.width() * 0.2, 0)
    path = QPainterPath()
    if sign in ("(", ")"):
        near, far = (box.right(), box.left()) if sign == "(" else (box.left(), box.right())
        bow = far + (far - near) * 0.5
        path.moveTo(near, box.top())
        path.quadTo(bow, box.center().y(), near, box.bottom())
    elif sign in ("[", "]"):
        near, far = (box.right(), box.left()) if sign == "[" else (box.left(), box.right())
        path.moveTo(near, box.top())
        for x, y in ((far, box.top()), (far, box.bottom()), (near, box.bottom())):
            path.lineTo(x, y)
    elif sign == "|":
        path.moveTo(box.center().x(), box.top())
        path.lineTo(box.center().x(), box.bottom())
    _stroke(painter, style, path)
