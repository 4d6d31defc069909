from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from inspector.canvas.view import GraphCanvas
from inspector.drawing.sizes import card_sizes
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.theme.tokens import THEMES

Opened = Callable[..., GraphCanvas]


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Opened]:
    """A function that shows a canvas with a recording at a step, laid out and painted."""
    made: list[GraphCanvas] = []

    def show(recording: Recording, step: int | None = None, **settings: object) -> GraphCanvas:
        session = Session(Settings(settings))
        canvas = GraphCanvas(session, THEMES[session.settings["theme"]])
        made.append(canvas)
        canvas.resize(900, 600)
        session.open_recording(recording)
        if step is not None:
            session.go(step)
        canvas.show()
        place(canvas, session)
        settle()
        return canvas

    yield show
    for canvas in made:
        canvas.close()
        canvas.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def place(canvas: GraphCanvas, session: Session) -> None:
    """Lay the session's graph out and show it, as the window does."""
    theme = THEMES[session.settings["theme"]]
    sizes = card_sizes(session.graph, session.recording, theme)
    canvas.set_geometry(
        session.graph, layout(digraph(session.graph), sizes, Direction(session.direction))
    )


def settle() -> None:
    """Let what waits for the event loop happen, painting above all."""
    for _ in range(3):
        QApplication.processEvents()


def run_out(canvas: GraphCanvas) -> int:
    """Let the canvas's time pass in frames of 16 ms until nothing moves; how many it took."""
    canvas.clock.stop()
    frames = 0
    while canvas.busy:
        canvas.clock.advance(0.016)
        settle()
        frames += 1
        assert frames < 1000, "the animation does not end"
    return frames
