"""The canvas as a widget: what it shows, and what mouse, wheel and keys do to it."""

from __future__ import annotations

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from inspector.canvas.view import GraphCanvas
from inspector.drawing.sizes import card_sizes
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from inspector.model.session import Session
from inspector.theme.tokens import DARK, THEMES
from tests.canvas.conftest import Opened, place, run_out, settle
from tests.support.canvases import finish, grabbed
from tests.support.recordings import cubic, second_backward

FORWARD, GRADIENT, ACCUMULATED = 7, 15, 18
"""Steps of the cubic: ``x**3`` has run, the second AddBackward0 has, x.grad is 14."""


def middle(canvas: GraphCanvas, key: str) -> tuple[float, float]:
    box = canvas.picture.stage.box(key)
    assert box is not None
    x, y, width, height = canvas.eye.now.rect_to_screen(box)
    return x + width / 2, y + height / 2


def pixels(canvas: GraphCanvas) -> QImage:
    return grabbed(canvas).toImage()


def alike(first: QImage, second: QImage) -> bool:
    """Whether two pictures differ by no more than what clipping does to the soft rim of a line."""
    one, two = (np.frombuffer(bytes(image.constBits()), np.uint8) for image in (first, second))
    return one.shape == two.shape and int(np.abs(one.astype(int) - two).max()) <= 3


def click(canvas: GraphCanvas, at: tuple[float, float]) -> None:
    point = QPointF(*at).toPoint()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point)


def wheel(canvas: GraphCanvas, turn: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    at = QPointF(200, 150)
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), turn, Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_a_graph_is_shown_whole(opened: Opened) -> None:
    canvas = opened(cubic())
    left, top, width, height = canvas.eye.now.rect_to_screen(canvas.picture.stage.bounds)
    assert left >= 0
    assert top >= 0
    assert left + width <= canvas.width()
    assert top + height <= canvas.height()


def test_it_stays_whole_when_the_view_changes_its_size(opened: Opened) -> None:
    canvas = opened(cubic())
    canvas.resize(500, 400)
    settle()
    left, _, width, _ = canvas.eye.now.rect_to_screen(canvas.picture.stage.bounds)
    assert left >= 0
    assert left + width <= 500


def test_a_view_chosen_by_hand_stays_when_the_view_changes_its_size(opened: Opened) -> None:
    canvas = opened(cubic())
    canvas.zoom(1.3)
    before = canvas.eye.now
    canvas.resize(500, 400)
    settle()
    assert canvas.eye.now == before


def test_control_and_wheel_zoom_at_the_pointer(opened: Opened) -> None:
    canvas = opened(cubic())
    there = canvas.eye.now.to_scene(200, 150)
    scale = canvas.eye.now.scale
    wheel(canvas, QPoint(0, 240), Qt.KeyboardModifier.ControlModifier)
    assert canvas.eye.now.scale > scale
    assert canvas.eye.now.to_screen(*there) == pytest.approx((200, 150), abs=1.0)


def test_the_wheel_pans(opened: Opened) -> None:
    canvas = opened(cubic())
    before = canvas.eye.now
    wheel(canvas, QPoint(0, -120), Qt.KeyboardModifier.NoModifier)
    assert canvas.eye.now.y < before.y
    assert (canvas.eye.now.x, canvas.eye.now.scale) == (before.x, before.scale)


def test_dragging_the_empty_canvas_pans(opened: Opened) -> None:
    canvas = opened(cubic())
    before = canvas.eye.now
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    QTest.mouseMove(canvas, QPoint(60, 50))
    QTest.mouseMove(canvas, QPoint(90, 70))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(90, 70))
    assert (canvas.eye.now.x - before.x, canvas.eye.now.y - before.y) == (60, 50)
    assert canvas.session.selection is None


def test_panning_paints_no_card_again(opened: Opened) -> None:
    canvas = opened(cubic())
    painted = canvas.picture.scene.cards.painted
    for _ in range(5):
        canvas.pan(20, 10)
        settle()
    canvas.pan(-2000, 0)
    settle()
    assert canvas.picture.scene.cards.painted == painted


def test_a_step_paints_only_the_cards_that_look_different(opened: Opened) -> None:
    canvas = opened(cubic(), GRADIENT - 1, reduced_motion=True)
    looks = canvas.session.appearance
    before = {vertex.key: looks.vertex(vertex.key) for vertex in looks.graph.vertices}
    painted = canvas.picture.scene.cards.painted
    canvas.session.go(GRADIENT)
    settle()
    after = canvas.session.appearance
    changed = sum(after.vertex(key) != look for key, look in before.items())
    assert 0 < changed < len(before)
    assert canvas.picture.scene.cards.painted - painted == changed


@pytest.mark.parametrize("step", range(1, 36))
def test_after_any_step_the_canvas_shows_what_a_fresh_one_shows(opened: Opened, step: int) -> None:
    walked = opened(cubic(), step - 1, legend="folded")
    walked.session.go(step)
    run_out(walked)
    assert alike(pixels(walked), pixels(opened(cubic(), step, legend="folded")))


def test_scrubbing_back_and_forth_leaves_no_trace(opened: Opened) -> None:
    canvas = opened(second_backward(), legend="folded")
    for step in (20, 3, 30, 11, 0, 19):
        canvas.session.go(step)
        settle()
    assert alike(pixels(canvas), pixels(opened(second_backward(), 19, legend="folded")))


def test_a_step_forward_moves_and_says_when_it_has_arrived(opened: Opened, qtbot: QtBot) -> None:
    canvas = opened(cubic(), FORWARD - 1)
    canvas.session.go(FORWARD)
    assert canvas.busy
    canvas.clock.stop()
    with qtbot.waitSignal(canvas.settled, timeout=0, raising=True):
        run_out(canvas)
    assert not canvas.busy


def test_the_operation_appears_only_when_its_values_have_arrived(opened: Opened) -> None:
    canvas = opened(cubic(), FORWARD - 1)
    canvas.session.go(FORWARD)
    canvas.clock.stop()
    canvas.clock.advance(0.1)
    assert canvas.picture.appearance.step == FORWARD - 1
    canvas.clock.advance(0.1)
    assert canvas.picture.appearance.step == FORWARD


def test_speed_shortens_the_way(opened: Opened) -> None:
    frames = []
    for speed in (1.0, 8.0):
        canvas = opened(cubic(), FORWARD - 1, speed=speed)
        canvas.session.go(FORWARD)
        frames.append(run_out(canvas))
    assert frames[1] < frames[0] / 4


def test_jumps_and_steps_back_do_not_move(opened: Opened) -> None:
    canvas = opened(cubic(), 0)
    canvas.session.go(ACCUMULATED)
    assert not canvas.busy
    canvas.session.go(ACCUMULATED - 1)
    assert not canvas.busy


def test_reduced_motion_jumps(opened: Opened) -> None:
    canvas = opened(cubic(), FORWARD - 1, reduced_motion=True)
    canvas.session.go(FORWARD)
    assert not canvas.busy
    assert canvas.picture.appearance.step == FORWARD


def test_the_next_step_does_not_wait_for_the_last_one(opened: Opened) -> None:
    canvas = opened(cubic(), FORWARD - 1)
    for step in (FORWARD, FORWARD + 1, FORWARD + 2):
        canvas.session.go(step)
    run_out(canvas)
    assert canvas.picture.appearance.step == FORWARD + 2


def test_a_click_selects_and_a_click_beside_deselects(opened: Opened) -> None:
    canvas = opened(cubic())
    for vertex in canvas.session.graph.vertices:
        click(canvas, middle(canvas, vertex.key))
        assert canvas.session.selection == vertex.key
    click(canvas, (10, 10))
    assert canvas.session.selection is None


def test_escape_lets_go_of_the_selection(opened: Opened) -> None:
    canvas = opened(cubic())
    canvas.session.select(canvas.session.graph.vertices[0].key)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.session.selection is None


def test_a_double_click_on_nothing_shows_everything(opened: Opened) -> None:
    canvas = opened(cubic())
    whole = canvas.eye.now
    canvas.zoom(2.0)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert canvas.eye.now == whole


def test_alt_and_arrows_walk_the_graph(opened: Opened) -> None:
    canvas = opened(cubic())
    x, power, double, added, y = (v.key for v in canvas.session.graph.vertices)
    canvas.session.select(x)

    def walk(key: Qt.Key) -> str | None:
        QTest.keyClick(canvas, key, Qt.KeyboardModifier.AltModifier)
        return canvas.session.selection

    first = walk(Qt.Key.Key_Right)
    assert first in {power, double}
    other = walk(Qt.Key.Key_Down if first == power else Qt.Key.Key_Up)
    assert {first, other} == {power, double}
    assert walk(Qt.Key.Key_Right) == added
    assert walk(Qt.Key.Key_Right) == y
    assert walk(Qt.Key.Key_Right) == y
    assert walk(Qt.Key.Key_Left) == added


def test_the_pointer_lights_a_vertex_and_the_edges_of_its_tensor(opened: Opened) -> None:
    canvas = opened(cubic())
    plain = pixels(canvas)
    canvas.point(*middle(canvas, canvas.session.graph.vertices[0].key))
    assert pixels(canvas) != plain
    canvas.point(5, 5)
    assert pixels(canvas) == plain


def test_space_keeps_its_meaning_when_nothing_is_dragged(opened: Opened, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    canvas = opened(cubic())
    window.setCentralWidget(canvas)
    played: list[bool] = []
    play = QAction("Play", window, shortcut=Qt.Key.Key_Space)
    play.triggered.connect(lambda: played.append(True))
    window.addAction(play)
    window.show()
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert played == [True]
    before = canvas.eye.now
    at = QPointF(*middle(canvas, canvas.session.graph.vertices[0].key)).toPoint()
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(canvas, at + QPoint(40, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at + QPoint(40, 0))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.eye.now.x - before.x == 40
    assert canvas.session.selection is None
    assert played == [True]
    canvas.setParent(None)


def test_the_theme_changes_every_colour(opened: Opened) -> None:
    canvas = opened(cubic(), legend="folded")
    light = pixels(canvas)
    canvas.set_theme(DARK)
    dark = pixels(canvas)
    assert dark != light
    assert dark.pixelColor(3, 3).name() == DARK.canvas


def test_following_a_step_moves_the_least_and_never_zooms(opened: Opened) -> None:
    canvas = opened(cubic(), 0)
    canvas.zoom(2.5, middle(canvas, canvas.session.graph.vertices[0].key))
    scale = canvas.eye.now.scale
    canvas.session.go(10)
    run_out(canvas)
    assert canvas.eye.now.scale == scale
    x, y = middle(canvas, canvas.session.graph.vertices[-1].key)
    assert 0 < x < canvas.width()
    assert 0 < y < canvas.height()


def test_moved_vertices_glide_and_the_pointed_one_keeps_its_place(opened: Opened) -> None:
    canvas = opened(cubic())
    canvas.zoom(1.1)
    session = canvas.session
    held = session.graph.vertices[2].key
    session.select(held)
    before = middle(canvas, held)
    sizes = card_sizes(session.graph, session.recording, THEMES["light"])
    canvas.set_geometry(session.graph, layout(digraph(session.graph), sizes, Direction.DOWN))
    assert canvas.busy
    assert middle(canvas, held) == pytest.approx(before, abs=1)
    run_out(canvas)
    assert middle(canvas, held) == pytest.approx(before, abs=1)


def test_the_same_geometry_again_moves_nothing(opened: Opened) -> None:
    canvas = opened(cubic())
    place(canvas, canvas.session)
    assert not canvas.busy


def test_a_new_recording_empties_the_canvas(opened: Opened) -> None:
    canvas = opened(cubic())
    canvas.session.new_run("", "again")
    assert not canvas.picture.stage.vertices
    assert not grabbed(canvas).isNull()


def test_a_growing_recording_can_be_shown_at_any_time(opened: Opened) -> None:
    canvas = opened(cubic())
    events = cubic().events
    canvas.session.new_run("", "growing")
    for end in range(0, len(events), 5):
        canvas.session.grow(events[end : end + 5])
        settle()
        place(canvas, canvas.session)
        settle()
    canvas.session.finish()
    run_out(canvas)
    assert alike(pixels(canvas), pixels(opened(cubic())))


def test_the_selected_vertex_is_described(opened: Opened) -> None:
    canvas = opened(cubic(), ACCUMULATED)
    canvas.session.select(canvas.session.graph.vertices[0].key)
    assert "x" in canvas.accessibleDescription()
    assert "14" in canvas.accessibleDescription()
    canvas.session.go(0)
    assert "14" not in canvas.accessibleDescription()


def test_nothing_to_show_is_said_in_words(qapp: QApplication, qtbot: QtBot) -> None:
    canvas = GraphCanvas(Session(), DARK)
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    image = grabbed(canvas).toImage()
    inks = {image.pixelColor(x, y).name() for x in range(600) for y in range(180, 240)}
    assert len(inks) > 2


def test_a_session_outlives_its_canvas(qapp: QApplication) -> None:
    session = Session()
    canvas = GraphCanvas(session, DARK)
    shiboken6.delete(canvas)
    session.open_recording(cubic())
    session.go(3)
    session.settings["legend"] = "folded"
    assert session.step == 3


def test_what_failed_is_in_sight_after_a_jump_to_the_end(opened: Opened) -> None:
    canvas = opened(second_backward(), 0, theme="projector")
    canvas.resize(500, 400)
    canvas.session.go(len(canvas.session.recording))
    finish(canvas)
    failed = next(v for v in canvas.session.graph.vertices if v.grad_fn == "MulBackward0")
    assert canvas.eye.now.scale < 1.2
    x, y = middle(canvas, failed.key)
    assert 0 < x < canvas.eye.size[0]
    assert 0 < y < canvas.eye.size[1]
