"""What is marked on the canvas, how several nodes are chosen, and the minimap."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtTest import QTest

from inspector.canvas.camera import Rect
from inspector.canvas.cardcache import CardCache
from inspector.canvas.marking import MANY
from inspector.canvas.minimap import Minimap
from inspector.canvas.rings import Rings
from inspector.canvas.sheet import Sheet
from inspector.canvas.view import GraphCanvas
from inspector.drawing.levels import Level
from inspector.layout.geometry import Direction, Geometry
from inspector.model.graphs.relatives import ancestors
from inspector.theme.tokens import LIGHT
from tests.canvas.conftest import Opened, settle
from tests.support.canvases import finish, grabbed
from tests.support.recordings import cubic
from tests.support.webs import rows, web

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


def middle(canvas: GraphCanvas, key: str) -> QPoint:
    box = canvas.picture.stage.box(key)
    assert box is not None
    x, y, width, height = canvas.eye.now.rect_to_screen(box)
    return QPointF(x + width / 2, y + height / 2).toPoint()


def image(canvas: GraphCanvas) -> QImage:
    return grabbed(canvas).toImage()


def wide(canvas: GraphCanvas, count: int = 600) -> None:
    """Let the canvas show a web that is much larger than the view."""
    session = canvas.session
    session.open_recording(web(count))
    canvas.set_geometry(session.graph, rows(session.graph, 24))
    canvas.reset_zoom()
    settle()


def test_what_is_not_lit_is_dimmed_and_escape_lights_everything(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded")
    before, leaf = image(canvas), middle(canvas, "t1")
    canvas.session.marks.light({"o4"})
    dimmed = QColor(image(canvas).pixel(leaf + QPoint(0, -28)))
    assert dimmed.lightness() > QColor(before.pixel(leaf + QPoint(0, -28))).lightness()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert image(canvas) == before


def test_halos_of_neighbours_do_not_lie_on_each_other_from_farther_off(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = opened(cubic(), legend="folded", minimap=False, reduced_motion=True)
    leaves = [vertex.key for vertex in canvas.session.graph.vertices[:2]]
    boxes = np.array([[100.0, 100.0, 120.0, 60.0], [100.0, 186.0, 120.0, 60.0]])
    some = Geometry(Direction.RIGHT, {key: row for row, key in enumerate(leaves)}, boxes, {})
    canvas.set_geometry(canvas.session.graph, some)
    rings: list[QRectF] = []

    def painted(
        _: Rings, _painter: QPainter, box: Rect, _corner: float, pen: QPen, *_fill: QColor
    ) -> None:
        half = pen.widthF() / 2
        rings.append(QRectF(*box).adjusted(-half, -half, half, half))

    monkeypatch.setattr(Rings, "paint", painted)
    canvas.session.marks.choose(leaves)
    for scale in (1.0, 0.3, 0.2):
        canvas.return_to((scale, 300.0, 200.0))
        rings.clear()
        canvas.repaint()
        assert len(rings) == 2
        assert not rings[0].intersects(rings[1])


def test_shift_and_click_choose_several_and_a_click_one_again(opened: Opened) -> None:
    canvas = opened(cubic())
    QTest.mouseClick(canvas, LEFT, pos=middle(canvas, "t1"))
    QTest.mouseClick(canvas, LEFT, SHIFT, middle(canvas, "o2"))
    assert canvas.session.marks.chosen == ("t1", "o2")
    QTest.mouseClick(canvas, LEFT, SHIFT, middle(canvas, "t1"))
    assert canvas.session.marks.chosen == ("o2",)
    QTest.mouseClick(canvas, LEFT, pos=middle(canvas, "o3"))
    assert canvas.session.marks.chosen == ()
    assert canvas.session.selection == "o3"


def test_a_rubber_band_chooses_what_it_touches_and_moves_nothing(opened: Opened) -> None:
    canvas = opened(cubic())
    before, end = canvas.eye.now, QPoint(canvas.width() - 4, canvas.height() - 140)
    QTest.mousePress(canvas, LEFT, SHIFT, QPoint(4, 4))
    QTest.mouseMove(canvas, end / 2)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT, SHIFT, end)
    assert canvas.eye.now == before
    assert set(canvas.session.marks.chosen) == {v.key for v in canvas.session.graph.vertices}


def test_the_minimap_is_there_only_where_the_graph_is_larger_than_the_view(
    opened: Opened,
) -> None:
    canvas = opened(cubic())
    found = canvas.findChild(Minimap)
    assert not found.isVisible()
    wide(canvas)
    assert found.isVisible()
    canvas.session.settings["minimap"] = False
    assert not found.isVisible()


def test_pressing_the_minimap_looks_there(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded")
    wide(canvas)
    found = canvas.findChild(Minimap)
    x, y, width, height = canvas.picture.stage.bounds
    QTest.mouseClick(found, LEFT, pos=QPoint(found.width() // 2, found.height() // 2))
    here = canvas.eye.now.to_scene(*canvas.eye.middle)
    assert abs(here[0] - (x + width / 2)) < 0.02 * width
    assert abs(here[1] - (y + height / 2)) < 0.02 * height


def test_the_minimap_makes_way_for_a_card_where_another_corner_is_free(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True)
    canvas.reset_zoom()
    canvas.zoom(1.5)
    canvas.glide()
    found = canvas.findChild(Minimap)
    low, first = found.geometry().center(), canvas.session.graph.vertices[0].key
    at = middle(canvas, first)
    canvas.pan(low.x() - at.x(), low.y() - at.y())
    assert found.geometry().center() == low  # as long as a hand moves the graph
    canvas.glide()
    assert found.isVisible()
    assert not found.geometry().contains(low)
    box = canvas.eye.now.rect_to_screen(canvas.picture.stage.box(first))
    assert not found.geometry().intersects(QRectF(*box).toAlignedRect())


def test_the_minimap_makes_way_after_a_setting_has_moved_it_too(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True)
    canvas.reset_zoom()
    canvas.zoom(1.5)
    canvas.glide()
    found, first = canvas.findChild(Minimap), canvas.session.graph.vertices[0].key
    low, at = found.geometry().center(), middle(canvas, first)
    canvas.pan(low.x() - at.x(), low.y() - at.y())
    canvas.session.settings["legend"] = "open"
    box = canvas.eye.now.rect_to_screen(canvas.picture.stage.box(first))
    assert found.isVisible()
    assert not found.geometry().intersects(QRectF(*box).toAlignedRect())


def test_the_minimap_hides_other_cards_rather_than_a_root(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True)
    wide(canvas)
    settle()
    found, stage = canvas.findChild(Minimap), canvas.picture.stage

    def under(place: QRect) -> list[bool]:
        cards = stage.area.within(canvas.eye.now.rect_to_scene(place.getRect()))
        return [stage.vertices[number].is_root for number in cards.tolist()]

    canvas.reset_zoom()
    canvas.zoom(0.5)
    tried = 0
    for root in [vertex.key for vertex in stage.vertices if vertex.is_root][:30]:
        at, low = middle(canvas, root), found._places(found.size())[0].center()
        canvas.pan(low.x() - at.x(), low.y() - at.y())
        settle()
        finish(canvas)
        corners = [under(place) for place in found._places(found.size())]
        tried += all(corners) and any(map(any, corners))
        assert any(under(found.geometry())) <= all(map(any, corners))
    assert tried  # no corner was free, and in some there was a root


def test_the_minimap_lies_at_a_side_where_it_would_hide_cards_in_every_corner(
    opened: Opened,
) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True)
    graph, (width, height) = canvas.session.graph, (canvas.width(), canvas.height())
    boxes = np.tile([5_000.0, height / 2, 80.0, 60.0], (len(graph.vertices), 1))
    boxes[:3, :2] = (width - 60, height - 60), (60, 60), (width - 60, 60)
    index = {vertex.key: place for place, vertex in enumerate(graph.vertices)}
    canvas.set_geometry(graph, Geometry(Direction.RIGHT, index, boxes, {}))
    canvas.return_to((1.0, 0.0, 0.0))
    settle()
    finish(canvas)
    found = canvas.findChild(Minimap)
    assert found.isVisible()
    for vertex in graph.vertices:
        box = canvas.eye.now.rect_to_screen(canvas.picture.stage.box(vertex.key))
        assert not found.geometry().intersects(QRectF(*box).toAlignedRect())


def test_colours_follow_the_setting_on_cards_and_legend(opened: Opened) -> None:
    canvas = opened(cubic(), 20, legend="open")
    plain = image(canvas)
    canvas.session.settings["colour"] = "gradient"
    settle()
    assert image(canvas) != plain
    tints = {canvas.session.appearance.vertex(v.key).tint for v in canvas.session.graph.vertices}
    fills = {LIGHT.colour(tint) for tint in tints}
    assert len(fills) > 1
    canvas.session.settings["colour"] = "kind"
    settle()
    assert image(canvas) == plain


def test_what_is_only_sketched_becomes_what_a_fresh_canvas_paints(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True)
    wide(canvas)
    canvas.picture.forget()
    canvas.repaint()
    assert canvas.picture.is_rough
    assert not canvas.is_finished
    done = image(canvas)
    assert not canvas.picture.is_rough
    assert canvas.picture.is_finished
    canvas.picture.forget()
    assert image(canvas) == done


def test_cards_that_were_painted_before_are_there_at_once_and_many_new_ones_are_not(
    opened: Opened,
) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True)
    canvas.session.open_recording(web(42))
    canvas.set_geometry(canvas.session.graph, rows(canvas.session.graph, 7))
    canvas.return_to((0.6, 0.0, 0.0))
    scene = canvas.picture.scene
    assert scene.level(canvas.eye.now.scale) <= Level.BRIEF
    image(canvas)
    for new in (False, True):
        canvas.picture.forget()
        if new:
            scene.cards = CardCache(LIGHT)
        canvas.repaint()
        assert canvas.picture.is_finished is not new


def test_a_step_shows_its_card_at_once_where_its_arrows_cross_too_much(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True, minimap=False)
    session = canvas.session
    session.open_recording(web(42))
    canvas.set_geometry(session.graph, rows(session.graph, 7))
    canvas.return_to((0.6, 0.0, 0.0))
    session.go(30)
    done = image(canvas)
    session.go(29)
    image(canvas)
    with patch("inspector.canvas.backing.AT_ONCE", 30.0):
        session.go(30)
        shown = canvas.grab().toImage()
    assert not canvas.picture.is_finished
    box = canvas.picture.stage.box(session.graph.vertices[29].key)
    assert box
    seen = QRectF(*canvas.eye.now.rect_to_screen(box)).toAlignedRect()
    assert shown.copy(seen) == done.copy(seen)


def test_ancestors_are_lit_from_afar_and_show_what_they_are(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True, minimap=False)
    wide(canvas)
    canvas.fit()
    before, every = image(canvas), canvas.session.graph.vertices
    lit = ancestors(canvas.session.graph, [every[-1].key])
    canvas.session.marks.light(lit)
    after = image(canvas)

    def dark(key: str, picture: QImage) -> float:
        at = middle(canvas, key)
        return sum(picture.pixelColor(at + QPoint(x, 0)).lightness() for x in range(-6, 7))

    other = next(vertex.key for vertex in every if vertex.key not in lit)
    assert dark(every[-1].key, after) == dark(every[-1].key, before)
    assert dark(other, after) > dark(other, before)
    left, top, _, high = canvas.eye.now.rect_to_screen(canvas.picture.stage.box(every[-1].key))
    assert QColor(after.pixel(round(left) - 1, round(top + high / 2))).name() == LIGHT.accent


def test_the_veil_is_kept_while_the_same_is_lit_whatever_is_painted_anew(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True, minimap=False)
    wide(canvas, 2 * MANY)
    canvas.fit()
    graph, wiped = canvas.session.graph, list[QRect]()
    canvas.session.marks.light(ancestors(graph, [graph.vertices[-1].key]))
    lit, wipe = image(canvas), Sheet.wipe

    def counted(sheet: Sheet, area: QRect, *rest: Any) -> None:
        wiped.append(area)
        wipe(sheet, area, *rest)

    monkeypatch.setattr(Sheet, "wipe", counted)
    canvas.repaint(200, 100, 60, 40)
    assert image(canvas) == lit
    assert wiped == []
    canvas.zoom(0.5)
    assert image(canvas) != lit
    canvas.fit()
    assert wiped
    assert image(canvas) == lit


def test_from_very_far_lit_cards_are_tiles_of_one_colour(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True, minimap=False)
    wide(canvas)
    canvas.fit()
    canvas.zoom(0.25)
    last = canvas.session.graph.vertices[-1].key
    canvas.session.marks.light(ancestors(canvas.session.graph, [last]))
    assert QColor(image(canvas).pixel(middle(canvas, last))).name() == LIGHT.accent


def test_very_many_chosen_cards_lie_under_patches_of_colour(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded", reduced_motion=True, minimap=False)
    wide(canvas, 2 * MANY)
    canvas.fit()
    before, keys = image(canvas), [v.key for v in canvas.session.graph.vertices]
    canvas.session.marks.choose(keys[: MANY + 1])
    chosen = image(canvas)
    inside, outside = middle(canvas, keys[MANY // 2]), middle(canvas, keys[-1])
    assert chosen.pixel(inside) != before.pixel(inside)
    assert chosen.pixel(outside) == before.pixel(outside)
    canvas.session.marks.clear()
    assert image(canvas) == before
