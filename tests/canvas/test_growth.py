"""A picture that grows with its run is the one that is painted from its end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from inspector.canvas.stage import fresh, fresh_edges, grows, origins, shifts, stage
from inspector.canvas.view import GraphCanvas
from inspector.layout.geometry import Geometry
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import Graph, View
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.theme.tokens import LIGHT
from tests.support.canvases import grabbed
from tests.support.webs import rows, web

PARTS = 5


def blocks(canvas: GraphCanvas) -> npt.NDArray[np.float64]:
    """How bright each square of six pixels is: the soft rims of clipped lines do not count."""
    image = grabbed(canvas).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.frombuffer(bytes(image.constBits()), np.uint8)
    lines = grey.reshape(image.height(), image.bytesPerLine())[:, : image.width()]
    means: npt.NDArray[np.float64] = lines.reshape(100, 6, 150, 6).mean(axis=(1, 3))
    return means


def laid(graph: Graph) -> Geometry:
    return rows(graph, 6)


def test_a_growing_run_ends_in_the_picture_that_its_recording_has(qapp: QApplication) -> None:
    canvases = []
    events = web(60).events
    for slices in (1, PARTS):
        session = Session(Settings({"reduced_motion": True, "legend": "folded"}))
        canvas = GraphCanvas(session, LIGHT)
        canvas.resize(900, 600)
        canvas.show()
        session.new_run("", "<web>")
        length = len(events) // slices + 1
        for begin in range(0, len(events), length):
            session.grow(events[begin : begin + length])
            canvas.set_geometry(session.graph, laid(session.graph))
            canvas.eye.look(canvas.eye.now.zoomed(0.35 / canvas.eye.now.scale, (0, 0)))
            canvas.grab()
        session.finish()
        canvases.append(canvas)
    first, second = canvases
    second.eye.look(first.eye.now)
    assert np.abs(blocks(first) - blocks(second)).max() < 12
    for canvas in canvases:
        canvas.close()
        canvas.deleteLater()


def test_only_what_is_new_or_changed_is_painted_again() -> None:
    small, large = build(web(30), View.OPERATIONS), build(web(33), View.OPERATIONS)
    old, new = stage(small, laid(small)), stage(large, laid(large))
    assert grows(old, new, shifts(old, new, origins(old, new)))
    added = fresh(old, new)
    first = len(old.vertices)
    assert {first, first + 1, first + 2} <= set(added)
    assert len(added) <= 6  # new ones, and those that are not roots any more
    assert fresh_edges(old, new) == list(range(len(old.edges), len(new.edges)))


def test_a_stage_that_moves_or_lacks_something_does_not_grow() -> None:
    small, large = build(web(30), View.OPERATIONS), build(web(33), View.OPERATIONS)
    old, new = stage(small, laid(small)), stage(large, rows(large, 7))
    assert not grows(old, new, shifts(old, new, origins(old, new)))
    assert not grows(new, old, 0 * shifts(new, old, origins(new, old)))
