"""The values that travel along edges, those of one hop painted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from inspector.canvas.batches import draw_lines
from inspector.canvas.camera import Rect, Viewpoint, grown
from inspector.canvas.lines import stretches
from inspector.canvas.routes import cut, travelled, trimmed
from inspector.canvas.spatial import Floats, Indices
from inspector.canvas.stage import Stage
from inspector.drawing.edges import GRADIENT_DASH
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.primitives import Box, Primitive, Text
from inspector.export.painting import paint
from inspector.model.looks.look import Move
from inspector.theme.roles import Theme

SMOOTH = 6000.0
"""Pixels of trails up to which they have smooth edges, which take many times as long."""
LEGIBLE = 0.45
"""Below this scale a token is a dot without its number."""
LONGEST = 22
"""Characters of a token's text."""
Pill = tuple[QPixmap, float, float]
"""What a token looks like, and how far its left and upper sides lie from its middle."""
WIDTH = 2.5
"""Of the line behind a token, in pixels."""
RIM = 2
"""Pixels around a token that its outline may touch."""


@dataclass(frozen=True)
class Ways:
    """The ways of some moves as straight pieces, those of one way in a row.

    ``pieces`` : (m, 4); ``begins``, ``ends`` : (m,) how far along its way each lies; ``owner`` :
    (m,) whose it is; ``lengths`` : (k,) of whole ways.
    """

    pieces: Floats
    begins: Floats
    ends: Floats
    owner: Indices
    lengths: Floats

    def until(self, progress: float) -> Floats:
        """What has been travelled, pieces of (m, 4), at a share of every way."""
        limit = progress * self.lengths[self.owner]
        share = (limit - self.begins) / np.maximum(self.ends - self.begins, 1e-12)
        begun = share > 0
        first, last = self.pieces[begun, :2], self.pieces[begun, 2:]
        share = np.minimum(share[begun], 1.0)[:, None]
        return np.hstack([first, first + (last - first) * share])

    def near(self, rect: Rect) -> Ways:
        """The same ways, with the pieces that may be seen in a rectangle only."""
        left, top, width, height = rect
        x, y = self.pieces[:, 0::2], self.pieces[:, 1::2]
        seen = (x.max(axis=1) >= left) & (x.min(axis=1) <= left + width)
        seen &= (y.max(axis=1) >= top) & (y.min(axis=1) <= top + height)
        kept = self.pieces[seen], self.begins[seen], self.ends[seen], self.owner[seen]
        return Ways(*kept, self.lengths)

    def heads(self, progress: float) -> Floats:
        """The point of every way at a share of its length, (k, 2)."""
        base = np.cumsum(self.lengths) - self.lengths
        # One search for all: every way begins where the one before it has ended.
        reached = base + progress * self.lengths
        piece = np.searchsorted(base[self.owner] + self.ends, reached)
        every = np.arange(len(base))
        first = np.searchsorted(self.owner, every)
        beyond = np.searchsorted(self.owner, every, side="right")
        piece = np.clip(piece, first, beyond - 1)
        long = np.maximum(self.ends[piece] - self.begins[piece], 1e-12)
        share = np.clip((reached - base - self.begins[piece]) / long, 0.0, 1.0)[:, None]
        start, stop = self.pieces[piece, :2], self.pieces[piece, 2:]
        heads: Floats = start + (stop - start) * share
        return heads


def ways_of(lines: Sequence[Floats], dash: tuple[float, float] | None = None) -> Ways:
    """The ways along some polylines, whole or in dashes."""
    lengths = [travelled(line) for line in lines]
    parts = [
        (along[:-1], along[1:]) if dash is None else stretches(along, *dash) for along in lengths
    ]
    pieces = [
        cut(line, along, *part) for line, along, part in zip(lines, lengths, parts, strict=True)
    ]
    return Ways(
        np.concatenate(pieces),
        np.concatenate([begins for begins, _ in parts]),
        np.concatenate([ends for _, ends in parts]),
        np.repeat(np.arange(len(lines)), [len(piece) for piece in pieces]),
        np.array([along[-1] for along in lengths]),
    )


@dataclass(frozen=True)
class _Flock:
    """Moves of one kind that travel together."""

    role: str
    moves: tuple[Move, ...]
    whole: Ways
    drawn: Ways


class Tokens:
    """Paints what travels; remembers the ways and the pills of what it painted last."""

    def __init__(self) -> None:
        self._moves: tuple[Move, ...] = ()
        self._stage: Stage | None = None
        self._scale = 0.0
        self._flocks: tuple[_Flock, ...] = ()
        self._near: dict[str, tuple[Rect, Ways, bool]] = {}
        self._shown: dict[str, tuple[float, list[Pill]]] = {}
        self._pills: dict[tuple[str, str, float, float], Pill] = {}
        self._theme: Theme | None = None

    def paint(
        self,
        painter: QPainter,
        moves: tuple[Move, ...],
        progress: float,
        stage: Stage,
        view: Viewpoint,
        theme: Theme,
    ) -> None:
        """Paint moves at a share of their ways, in logical pixels."""
        self._prepare(moves, stage, view.scale, theme)
        shift = (view.x, view.y, view.x, view.y)
        frame = painter.viewport()
        seen = grown((frame.x(), frame.y(), frame.width(), frame.height()), WIDTH * theme.line)
        area = view.rect_to_scene(seen)
        for flock in self._flocks:
            pen = QPen(QColor(theme.colour(flock.role)), WIDTH * theme.line)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            trails, smooth = self._in_sight(flock, area)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            behind = trails.until(progress) * view.scale + shift
            draw_lines(painter, trimmed(behind, [seen]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for flock in self._flocks:
            heads = flock.whole.heads(progress) * view.scale + shift[:2]
            pills = self._pills_of(flock, painter.device().devicePixelRatio())
            for (pill, left, top), (x, y) in zip(pills, heads.tolist(), strict=True):
                painter.drawPixmap(QPointF(x - left, y - top), pill)

    def _in_sight(self, flock: _Flock, area: Rect) -> tuple[Ways, bool]:
        """What of a flock's trails may be seen, and whether smoothly; one answer for a hop.

        It is asked once, as long as the eye rests.
        """
        known = self._near.get(flock.role)
        if known is None or known[0] != area:
            near = flock.drawn.near(area)
            x, y, to_x, to_y = trimmed(near.pieces, [area]).T * self._scale
            smooth = float(np.hypot(to_x - x, to_y - y).sum()) < SMOOTH
            known = self._near[flock.role] = area, near, smooth
        return known[1:]

    def _pills_of(self, flock: _Flock, ratio: float) -> list[Pill]:
        """The tokens of a flock in their order, as they are painted on this device."""
        known = self._shown.get(flock.role)
        if known is None or known[0] != ratio:
            pills = [self._pill(move.text, flock.role, ratio) for move in flock.moves]
            known = self._shown[flock.role] = ratio, pills
        return known[1]

    def _prepare(self, moves: tuple[Move, ...], stage: Stage, scale: float, theme: Theme) -> None:
        if theme is not self._theme:
            self._pills, self._theme, self._moves = {}, theme, ()
        if moves is self._moves and stage is self._stage and scale == self._scale:
            return
        if moves is not self._moves:
            self._pills = {}
        self._moves, self._stage, self._scale = moves, stage, scale
        self._near, self._shown = {}, {}
        known = [move for move in moves if move.edge in stage.edge_number]
        flocks = (tuple(m for m in known if m.backwards is back) for back in (False, True))
        self._flocks = tuple(_flock(flock, stage, scale) for flock in flocks if flock)

    def _pill(self, text: str, role: str, ratio: float) -> Pill:
        assert self._theme is not None
        said = text if self._scale >= LEGIBLE else ""
        size = self._theme.edge_value * min(max(self._scale, 0.8), 1.25)
        key = said, role, size, ratio
        if key not in self._pills:
            pill = painted(token(said, role, size), ratio, self._theme)
            whole = pill.deviceIndependentSize()
            self._pills[key] = pill, whole.width() / 2, whole.height() / 2
        return self._pills[key]


def _flock(moves: tuple[Move, ...], stage: Stage, scale: float) -> _Flock:
    back = moves[0].backwards
    lines = [stage.routes.line(stage.edge_number[move.edge]) for move in moves]
    if not back:
        whole = ways_of(lines)
        return _Flock("forward", moves, whole, whole)
    lines = [line[::-1] for line in lines]
    dash = GRADIENT_DASH[0] / scale, GRADIENT_DASH[1] / scale
    return _Flock("gradient", moves, ways_of(lines), ways_of(lines, dash))


def painted(primitives: tuple[Primitive, ...], ratio: float, theme: Theme) -> QPixmap:
    """A token as pixels; the first of its parts is its outline around the origin."""
    outline = primitives[0]
    assert isinstance(outline, Box)
    width, height = (ceil((side + 2 * RIM) * ratio) for side in (outline.width, outline.height))
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(width / 2, height / 2)
        painter.scale(ratio, ratio)
        paint(painter, primitives, theme)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def token(text: str, role: str, size: float) -> tuple[Primitive, ...]:
    """A pill that carries a number, around the origin; a dot where there is no text."""
    if not text:
        return (Box(-5, -5, 10, 10, 5, role, "canvas", 1.5),)
    shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    width, height = text_width(shown, size, bold=True) + size * 1.1, size * 1.7
    pill = Box(-width / 2, -height / 2, width, height, height / 2, role, "canvas", 1.5)
    return pill, Text(0, size * 0.36, shown, size, f"on_{role}", bold=True)
