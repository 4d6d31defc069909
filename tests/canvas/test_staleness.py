"""What is kept from frame to frame is never out of date: it equals what is painted anew."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication

from inspector.canvas.camera import Viewpoint
from inspector.canvas.picture import Picture
from inspector.canvas.stage import stage
from inspector.canvas.view import GraphCanvas
from inspector.model.session import Session
from inspector.theme.tokens import DARK, LIGHT
from tests.canvas.conftest import Opened
from tests.support.canvases import grabbed
from tests.support.recordings import second_backward
from tests.support.webs import rows, web

SIZE = QSize(501, 363)
SCALES = (0.12, 0.4, 1.0)
"""Tiles, names, whole cards."""
RATIOS = (1.25, 1.5, 2.0, 3.0)
SOFT = 8
"""What clipping may do to the soft rim of a line, of 255."""


def apart(first: QImage, second: QImage) -> int:
    """The largest difference of two pictures anywhere, of 255."""
    one, two = (np.frombuffer(bytes(each.constBits()), np.uint8) for each in (first, second))
    assert one.shape == two.shape
    return int(np.abs(one.astype(int) - two).max())


def seen(canvas: GraphCanvas) -> QImage:
    return grabbed(canvas).toImage()


@pytest.mark.parametrize("scale", SCALES)
def test_after_much_wandering_the_canvas_shows_what_a_fresh_one_shows(
    opened: Opened, scale: float
) -> None:
    calm = {"legend": "folded", "reduced_motion": True, "minimap": False}
    worn = opened(second_backward(), 5, **calm)
    for step, zoomed in ((9, 0.4), (30, 2.5), (2, 1.6), (19, 0.8)):
        worn.pan(-170.0, 90.0)
        seen(worn)
        worn.zoom(zoomed)
        worn.session.go(step)
        worn.session.marks.light([worn.session.graph.vertices[step % 5].key])
        seen(worn)
        worn.set_theme(DARK if step % 2 else LIGHT)
        worn.session.marks.clear()
    here = Viewpoint(scale, 40.0, 200.0).snapped(1.0)
    worn.eye.look(here)
    kept = seen(worn)  # before the other window takes the keyboard, which the legend shows
    fresh = opened(second_backward(), 19, **calm, theme="dark")
    fresh.eye.look(here)
    assert apart(kept, seen(fresh)) <= SOFT


def shown(picture: Picture, view: Viewpoint, ratio: float, *, sharp: bool = True) -> QImage:
    """What a picture shows at once, or once all of it is sharp."""
    image = QImage(SIZE * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    for _ in range(2 if sharp else 1):
        painter = QPainter(image)
        picture.show(painter, view, SIZE, ratio, QRegion(QRect(QPoint(), SIZE)), sharp=True)
        painter.end()
        while sharp and picture.is_rough:
            picture.refine(1.0, view, SIZE)
    return image


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("scale", [0.15, 1.0])
def test_what_is_kept_is_sharp_and_fresh_at_any_density(
    qapp: QApplication, ratio: float, scale: float
) -> None:
    session = Session()
    session.open_recording(web(120))
    session.go(60)
    at, looks = stage(session.graph, rows(session.graph, 9)), session.appearance
    worn, fresh = Picture(LIGHT), Picture(LIGHT)
    worn.set_stage(at, looks.at(30))
    view = Viewpoint(scale, 10.0, 20.0).snapped(ratio)
    shown(worn, view, ratio)
    for way in ((-90.0, 13.0), (-333.0, -77.6), (51.2, 300.0)):
        view = view.panned(*way).snapped(ratio)
        shown(worn, view, ratio)
    worn.change(looks, fades=False)
    fresh.set_stage(at, looks)
    assert apart(shown(worn, view, ratio), shown(fresh, view, ratio)) <= SOFT


@pytest.mark.parametrize("ratio", RATIOS)
def test_what_was_never_painted_is_painted_when_it_comes_into_sight(
    qapp: QApplication, ratio: float
) -> None:
    session = Session()
    session.open_recording(web(120))
    at, looks = stage(session.graph, rows(session.graph, 9)), session.appearance
    worn, fresh = Picture(LIGHT), Picture(LIGHT)
    for each in (worn, fresh):
        each.set_stage(at, looks)
    view = Viewpoint(1.0, 10.0, 20.0).snapped(ratio)
    for way in ((0.0, 0.0), (-190.0, 13.0), (-20.0, -130.6), (-60.0, -3.0), (200.0, 120.0)):
        view = view.panned(*way).snapped(ratio)
        shown(worn, view, ratio, sharp=False)
    assert apart(shown(worn, view, ratio), shown(fresh, view, ratio)) <= SOFT


def test_what_was_there_is_kept_only_where_it_fades(qapp: QApplication) -> None:
    session = Session()
    session.open_recording(web(40))
    at, looks = stage(session.graph, rows(session.graph, 9)), session.appearance
    for fades in (True, False):
        picture = Picture(LIGHT)
        picture.set_stage(at, looks.at(20))
        shown(picture, Viewpoint(), 1.0)
        changed, ghost = picture.change(looks.at(24), fades)
        assert changed
        assert (ghost is not None) is fades
