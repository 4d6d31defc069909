"""Painting the scene from afar: tiles and plain lines, drawn in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPaintDevice, QPainter, QPen

from inspector.canvas.batches import (
    at_least,
    draw_lines,
    draw_rects,
    fill_pixels,
    splat,
)
from inspector.canvas.camera import Rect, Viewpoint, grown
from inspector.canvas.coinciding import joined
from inspector.canvas.hairlines import draw_hairlines
from inspector.canvas.routes import trimmed
from inspector.canvas.spatial import Floats, Indices
from inspector.canvas.stage import Stage
from inspector.drawing.edges import STROKES, edge_ink
from inspector.drawing.shapes import OPACITY
from inspector.model.distinct import distinct
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.colouring import NONE, PLACES
from inspector.model.looks.columns import PHASES
from inspector.model.looks.edge_columns import FREED, SHOWN
from inspector.model.looks.look import Colouring, Flow, Phase
from inspector.theme.colour import mix
from inspector.theme.roles import Theme

ROOM, HASTE = 1.6, 0.5
"""Milliseconds that the lines of a view may take from afar, and while it is only sketched.

Of more only a share is drawn."""
A_LINE, A_PIXEL = 1.5e-4, 1.2e-5
"""Milliseconds that a hairline takes to begin, and for every pixel of its length."""
SPLATTED = 2000
"""Tiles beyond which they are written into the picture's memory, not drawn."""
FAINT = 0.45
"""Opacity of edges from afar, where they crowd."""
PALETTE = ("leaf", "constant", "root", "base", "operation", "alarm")
STROKE_ROLES = (*(f"{name}_stroke" for name in PALETTE), "gradient")
ALARM, GRADED, TINTED = 5, 6, 8
"""Places in the roles; from ``TINTED`` on those of a scale, before it what has no place there."""
FLOWS = (Flow.NONE, Flow.FORWARD, Flow.GRADIENT, Flow.DONE)
"""What the codes of ``Columns.flows`` mean."""

Codes = npt.NDArray[np.int16]
Rects: TypeAlias = Sequence[Rect]


@dataclass(frozen=True, slots=True)
class Inks:
    """The opaque colours of every ink of vertices: of tiles, and of cards without words."""

    theme: Theme
    tiles: list[QColor]
    fills: list[QColor]
    strokes: list[QColor]


class Far:
    """Draws a stage at one step as tiles and plain lines.

    What each thing is drawn in is one number; those of one number are drawn together.
    """

    def __init__(self, stage: Stage, appearance: Appearance) -> None:
        self._stage = stage
        self._looks = appearance
        self._vertices: Codes | None = None
        self._edges: Codes | None = None
        self._inks: Inks | None = None

    def change(self, appearance: Appearance, vertices: Indices, edges: Indices) -> Indices:
        """Show another step, where only some vertices and edges may look different.

        The numbers of the vertices that do; all of ``vertices`` where none was looked at yet.
        """
        self._looks = appearance
        changed = vertices
        if self._vertices is not None:
            fresh = self._vertex_inks(vertices)
            changed = vertices[fresh != self._vertices[vertices]]
            self._vertices[vertices] = fresh
        if self._edges is not None:
            self._edges[edges] = self._edge_inks(edges)
        return changed

    def tiles(
        self, painter: QPainter, theme: Theme, numbers: Indices, view: Viewpoint, least: float
    ) -> None:
        """Paint vertices as plain rectangles, none smaller than ``least`` pixels."""
        codes, colours = self._lit(), self._inks_of(theme).tiles
        target, own = painter.device(), codes[numbers]
        boxes = at_least(self._stage.area.sides(numbers), least / view.scale)
        if len(numbers) > SPLATTED and isinstance(target, QImage):
            inks = np.array([colour.rgba() for colour in colours], dtype=np.uint32)
            splat(target, view, boxes, inks[own])
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        rows = np.stack(boxes, axis=1)
        for code in distinct(own).tolist():
            painter.setBrush(colours[code])
            draw_rects(painter, rows[own == code])

    def boxes(self, painter: QPainter, theme: Theme, numbers: Indices, view: Viewpoint) -> None:
        """Paint vertices as empty cards with borders of one device pixel."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        inks, ratio = self._inks_of(theme), painter.device().devicePixelRatio()
        painter.save()
        painter.resetTransform()
        painter.scale(1 / ratio, 1 / ratio)
        for code, group in _groups(self._lit(), numbers):
            boxes = _whole_pixels(self._stage.area.sides(group), view, ratio)
            # A rectangle on a larger one: to draw a border with a pen takes twice as long.
            for colour in (inks.strokes[code], inks.fills[code]):
                painter.setBrush(colour)
                fill_pixels(painter, boxes)
                boxes += np.array((1, 1, -1, -1), dtype=np.int32)
        painter.restore()

    def lines(self, painter: QPainter, theme: Theme, numbers: Indices, rects: Rects) -> None:
        """Paint edges with all their bends, where they are in some rectangles."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for flow, phase, group in self._edge_groups(numbers):
            width = STROKES[flow].line * theme.line
            painter.setPen(QPen(QColor(edge_ink(flow, phase, theme)), width))
            near = [grown(rect, width) for rect in rects]
            draw_lines(painter, joined(trimmed(self._stage.routes.segments(group), near)))

    def hairs(
        self, painter: QPainter, theme: Theme, numbers: Indices, view: Viewpoint, rects: Rects,
        room: float = ROOM,
    ) -> None:  # fmt: skip
        """Paint edges in some rectangles as faint hairlines; an even share of very many.

        ``room`` : milliseconds that all that can be seen of them from here may take.
        """
        target, routes = painter.device(), self._stage.routes.coarse
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        near = [grown(rect, 1 / view.scale) for rect in rects]
        chosen = _thinned(numbers, self._share(view, target, room))
        for flow, phase, group in self._edge_groups(chosen):
            shade = mix(theme.canvas, theme.colour(STROKES[flow].role), FAINT * OPACITY[phase])
            colour, pieces = QColor(shade), routes.segments(group)
            if len(rects) == 1 and isinstance(target, QImage):
                frame = _frame(view, rects[0], target)
                draw_hairlines(target, _pixels(pieces, view, target), colour.rgba(), frame)
            else:  # few are near where what is painted is in pieces
                painter.setPen(QPen(colour, 0))
                draw_lines(painter, trimmed(pieces, near))

    def shown(self, numbers: Indices, seen: int, view: Viewpoint, target: QPaintDevice) -> Indices:
        """As many of some edges, evenly chosen, as there is time for; ``seen`` are in sight."""
        share = self._share(view, target, ROOM) * seen / max(len(numbers), 1)
        return _thinned(numbers, share)

    def _share(self, view: Viewpoint, target: QPaintDevice, room: float) -> float:
        """The share of all edges that there is time for.

        It depends on the scale alone, so that what is painted piece by piece fits together.
        """
        stage = self._stage
        scale = view.scale * target.devicePixelRatio()
        lines = len(stage.routes.coarse.points) - len(stage.edges)
        _, _, width, height = stage.bounds
        seen = target.width() * target.height() / max(width * height * scale**2, 1.0)
        cost = min(seen, 1.0) * (A_LINE * lines + A_PIXEL * scale * stage.routes.ink)
        return room / cost if cost > room else 1.0

    def _inks_of(self, theme: Theme) -> Inks:
        """What the inks of vertices look like in a theme."""
        if self._inks is None or self._inks.theme is not theme:
            shading = self._looks.shading
            tints = tuple(shading.role(code) for code in range(NONE, PLACES))
            plain = ("operation_stroke",) * len(tints)
            self._inks = Inks(
                theme,
                _shown((*STROKE_ROLES, *tints), theme),
                _shown((*PALETTE, "operation", *tints), theme),
                _shown((*STROKE_ROLES, *plain), theme),
            )
        return self._inks

    def _lit(self) -> Codes:
        if self._vertices is None:
            self._vertices = self._vertex_inks(np.arange(len(self._stage.vertices)))
        return self._vertices

    def _lit_edges(self) -> Codes:
        if self._edges is None:
            self._edges = self._edge_inks(np.arange(len(self._stage.edges)))
        return self._edges

    def _edge_groups(self, numbers: Indices) -> list[tuple[Flow, Phase, Indices]]:
        """Some edges, those that look alike together: the faintest first, to lie below."""
        groups = [
            (*_edge_look(code), group) for code, group in _groups(self._lit_edges(), numbers)
        ]
        return sorted(groups, key=lambda each: OPACITY[each[1]])

    def _vertex_inks(self, numbers: Indices) -> Codes:
        """For each vertex its stroke role and phase, as one number."""
        columns, step = self._looks.columns, self._looks.step
        rows = self._stage.rows[numbers]
        roles = columns.palettes(rows, step).astype(np.int16)
        if self._looks.shading.colouring is Colouring.KIND:
            roles = np.where(columns.graded(rows, step), GRADED, roles)
        else:
            roles = TINTED + self._looks.shading.codes(rows, step).astype(np.int16)
        roles = np.where(self._looks.shading.alarms(rows, step), ALARM, roles)
        phases = columns.phases(rows, step)
        # What is measured goes on to be seen when its buffers are freed.
        phases = np.where((roles > TINTED) & (phases == FREED), SHOWN, phases)
        return (roles * len(PHASES) + phases).astype(np.int16)

    def _edge_inks(self, numbers: Indices) -> Codes:
        """For each edge what flows along it and its phase, as one number."""
        columns, step = self._looks.columns, self._looks.step
        rows = self._stage.edge_rows[numbers]
        flows = columns.flows(rows, step).astype(np.int16)
        return (flows * len(PHASES) + columns.edge_phases(rows, step)).astype(np.int16)


def _shown(roles: Iterable[str], theme: Theme) -> list[QColor]:
    """Every role's colour in every phase."""
    return [
        QColor(mix(theme.canvas, theme.colour(role), OPACITY[phase]))
        for role, phase in product(roles, PHASES)
    ]


def _groups(codes: Codes, numbers: Indices) -> Iterator[tuple[int, Indices]]:
    """Some of the things, those of one ink together."""
    own = codes[numbers]
    for code in np.flatnonzero(np.bincount(own)).tolist() if len(own) else ():
        yield code, numbers[own == code]


def _frame(view: Viewpoint, rect: Rect, image: QImage) -> QRect:
    """The pixels of an image in which a rectangle of the scene is seen: whole ones."""
    ratio = image.devicePixelRatio()
    left, top, width, height = (round(side * ratio) for side in view.rect_to_screen(rect))
    return QRect(left, top, width, height) & image.rect()


def _whole_pixels(sides: Sequence[Floats], view: Viewpoint, ratio: float) -> npt.NDArray[np.int32]:
    """Boxes in whole device pixels, (n, 4): first column and row, last column and row.

    ``sides`` : all lefts, tops, rights and bottoms in scene units. None is smaller than two
    pixels, that it may have a border.
    """
    scale, shift = view.scale * ratio, (view.x * ratio + 0.5, view.y * ratio + 0.5)
    edges = (np.floor(side * scale + shift[place % 2]) for place, side in enumerate(sides))
    boxes = np.stack([*edges], axis=1).astype(np.int32)
    boxes[:, 2:] = np.maximum(boxes[:, 2:] - 1, boxes[:, :2] + 1)
    return boxes


def _pixels(pieces: Floats, view: Viewpoint, image: QImage) -> Floats:
    """Straight pieces of the scene, (m, 4), in an image's device pixels."""
    ratio = image.devicePixelRatio()
    return pieces * (view.scale * ratio) + np.array([view.x, view.y, view.x, view.y]) * ratio


def _thinned(numbers: Indices, share: float) -> Indices:
    """An even share of some edges, of each number the same choice every time."""
    if share >= 1:
        return numbers
    # Multiplying by a large odd number scatters neighbours; its remainder is as good as chance.
    scattered = (numbers * 2_654_435_761) % 2**32
    return numbers[scattered < 2**32 * share]


def _edge_look(code: int) -> tuple[Flow, Phase]:
    flow, phase = divmod(code, len(PHASES))
    return FLOWS[flow], PHASES[phase]
