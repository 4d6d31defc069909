"""Tangents or gradients carried over the graph aside from the steps, operation by operation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from inspector.canvas.animation import REVEAL, TRAVEL, Hop
from inspector.canvas.camera import Viewpoint
from inspector.canvas.choreography import Choreography
from inspector.canvas.stage import Stage
from inspector.canvas.tokens import LEGIBLE, painted, token
from inspector.model.looks.marks import Leg
from inspector.model.session import Session
from inspector.theme.roles import Theme

ABOVE = 0.8
"""How much of a pill stands above its card, whose name it must not hide."""


class Carrier:
    """Animates the legs that are sent to the session's marks; ``links`` end that.

    A step, backward or forward, takes away what was said.
    """

    def __init__(self, session: Session, show: Choreography, glide: Callable[[], None]) -> None:
        self._session, self._show, self._glide = session, show, glide
        self.links = (
            session.marks.sent.connect(self._carry),
            session.step_changed.connect(self._forget),
        )

    def _carry(self, legs: tuple[Leg, ...]) -> None:
        speed = float(self._session.settings["speed"])
        hops = [
            Hop(number, leg.moves, TRAVEL / speed if leg.moves else 0.0, REVEAL / speed)
            for number, leg in enumerate(legs, start=1)
        ]
        self._show.carry(hops, self._session.marks.reach)
        self._glide()

    def _forget(self, _old: int, _new: int) -> None:
        self._session.marks.send(())


def paint_said(
    painter: QPainter, legs: tuple[Leg, ...], stage: Stage, view: Viewpoint, theme: Theme
) -> None:
    """Paint what has arrived at each vertex, as a pill on the upper edge of its card."""
    if view.scale < LEGIBLE:
        return
    size = theme.edge_value * min(max(view.scale, 0.8), 1.25)
    for leg in legs:
        box = stage.box(leg.vertex)
        if box is not None and leg.text:
            left, top, width, _ = view.rect_to_screen(box)
            role = "gradient" if leg.back else "forward"
            pill = painted(token(leg.text, role, size), painter.device().devicePixelRatio(), theme)
            whole = pill.deviceIndependentSize()
            at = QPointF(left + (width - whole.width()) / 2, top - ABOVE * whole.height())
            painter.drawPixmap(at, pill)
