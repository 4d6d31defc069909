"""Values on their way along edges, all of one hop painted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from inspector.canvas.batches import draw_lines
from inspector.canvas.camera import Viewpoint, grown
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

LEGIBLE = 0.45
"""Below this scale a token is a dot without its number."""
LONGEST = 22
"""Characters of a token's text."""
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
        self._pills: dict[tuple[str, str, float, float], QPixmap] = {}
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
        for flock in self._flocks:
            pen = QPen(QColor(theme.colour(flock.role)), WIDTH * theme.line)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            behind = flock.drawn.until(progress) * view.scale + shift
            draw_lines(painter, trimmed(behind, [seen]))
        for flock in self._flocks:
            heads = flock.whole.heads(progress) * view.scale + shift[:2]
            for move, (x, y) in zip(flock.moves, heads.tolist(), strict=True):
                pill = self._pill(painter, move.text, flock.role, view.scale)
                size = pill.deviceIndependentSize()
                painter.drawPixmap(QPointF(x - size.width() / 2, y - size.height() / 2), pill)

    def _prepare(self, moves: tuple[Move, ...], stage: Stage, scale: float, theme: Theme) -> None:
        if theme is not self._theme:
            self._pills, self._theme = {}, theme
        if moves is self._moves and stage is self._stage and scale == self._scale:
            return
        if moves is not self._moves:
            self._pills = {}
        self._moves, self._stage, self._scale = moves, stage, scale
        known = [move for move in moves if move.edge in stage.edge_number]
        flocks = (tuple(m for m in known if m.backwards is back) for back in (False, True))
        self._flocks = tuple(_flock(flock, stage, scale) for flock in flocks if flock)

    def _pill(self, painter: QPainter, text: str, role: str, scale: float) -> QPixmap:
        """The token with a text, as it is painted on this device."""
        assert self._theme is not None
        said = text if scale >= LEGIBLE else ""
        size = self._theme.edge_value * min(max(scale, 0.8), 1.25)
        ratio = painter.device().devicePixelRatio()
        key = said, role, size, ratio
        if key not in self._pills:
            self._pills[key] = painted(token(said, role, size), ratio, self._theme)
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
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(width / 2, height / 2)
    painter.scale(ratio, ratio)
    paint(painter, primitives, theme)
    painter.end()
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
