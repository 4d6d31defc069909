"""How long the canvas takes: the whole anew, looking elsewhere, and tokens on their way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from inspector.canvas.animation import Frame, Hop
from inspector.canvas.overlay import Overlay, OverlayPainter
from inspector.canvas.view import GraphCanvas
from inspector.model.look import Move
from inspector.model.session import Session
from inspector.theme.tokens import LIGHT
from tests.support.webs import rows, web


@pytest.fixture(params=[2_000, 10_000])
def canvas(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[GraphCanvas]:
    """A canvas of 1400 by 900 pixels that shows a whole web of so many vertices."""
    session = Session()
    session.settings["legend"] = "folded"
    made = GraphCanvas(session, LIGHT)
    made.resize(1400, 900)
    session.open_recording(web(request.param))
    made.show()
    made.set_geometry(session.graph, rows(session.graph, round((request.param * 1.5) ** 0.5)))
    made.fit()
    QApplication.processEvents()
    yield made
    made.close()
    made.deleteLater()


def test_full_redraw(benchmark: BenchmarkFixture, canvas: GraphCanvas) -> None:
    def redraw() -> None:
        canvas.picture.forget()
        canvas.repaint()

    benchmark(redraw)


def test_full_redraw_near(benchmark: BenchmarkFixture, canvas: GraphCanvas) -> None:
    canvas.reset_zoom()

    def redraw() -> None:
        canvas.picture.forget()
        canvas.repaint()

    benchmark(redraw)


def test_pan(benchmark: BenchmarkFixture, canvas: GraphCanvas) -> None:
    ways = (3, -3)

    def pan() -> None:
        for way in ways:
            canvas.pan(way, way)
            canvas.repaint()

    benchmark(pan)


def test_zoom(benchmark: BenchmarkFixture, canvas: GraphCanvas) -> None:
    factors = (1.02, 1 / 1.02)

    def zoom() -> None:
        for factor in factors:
            canvas.zoom(factor)
            canvas.repaint()

    benchmark(zoom)


def test_one_step(benchmark: BenchmarkFixture, canvas: GraphCanvas) -> None:
    canvas.session.settings["reduced_motion"] = True
    middle = len(canvas.session.recording) // 2

    def step() -> None:
        for way in (0, 1):
            canvas.session.go(middle + way)
            canvas.repaint()

    benchmark(step)


def test_fifty_tokens(benchmark: BenchmarkFixture, canvas: GraphCanvas) -> None:
    canvas.reset_zoom()
    canvas.repaint()
    at, looks = canvas.picture.stage, canvas.picture.appearance
    assert looks is not None
    moves = tuple(Move(edge.key, number % 2 == 0, "1.25") for number, edge in enumerate(at.edges))
    target = canvas.grab()
    overlay = Overlay(hop=Hop(1, moves[:50], 0.18, 0.14), frame=Frame(0, 0.4, 0.0))

    def tokens() -> None:
        painter = QPainter(target)
        OverlayPainter(painter, at, looks, canvas.eye.now, LIGHT).paint(overlay)
        painter.end()

    benchmark(tokens)
