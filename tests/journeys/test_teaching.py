"""A teacher in front of a class, and a learner in the course."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector.canvas.caption import Caption
from inspector.commands.host import Aid
from inspector.model.predicting import pending
from inspector.model.recordings.events import NodeBackward
from inspector.panels.course import LessonPanel
from inspector.panels.predict import PredictPanel
from inspector.shell.host import Inspector
from tests.support.canvases import grabbed
from tests.support.windows import PRODUCT, Desk

SHIFT = Qt.KeyboardModifier.ShiftModifier
CHAIN_RULE = "backward() is the chain rule"
POLYNOMIAL = """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x ** 3 + 2 * x + 1
y.backward()
"""


def open_lesson(desk: Desk, title: str) -> None:
    course = desk.session.classroom.course
    desk.session.classroom.want(
        next(place for place, entry in enumerate(course) if entry.title.startswith(title))
    )


def caption(inspector: Inspector) -> str:
    found = inspector.canvas.findChild(Caption)
    assert isinstance(found, Caption)
    assert found.isVisible()
    return found.text()


def shown_from_the_start(desk: Desk) -> None:
    """Present the lesson that is open; presenting runs it."""
    desk.press(Qt.Key.Key_F12)
    desk.wait(lambda: not desk.session.running and len(desk.session.recording) > 0)
    desk.rest()


def test_the_chain_rule_is_taught_with_nothing_but_a_clicker(desk: Desk) -> None:
    open_lesson(desk, CHAIN_RULE)
    shown_from_the_start(desk)
    session, podium = desk.session, desk.inspector.podium
    assert session.step == 0
    podium.turn(Aid.NOTES, True)
    assert podium.presenter is not None
    desk.wait(podium.presenter.isActiveWindow)
    assert podium.presenter.width() < desk.inspector.window.screen().size().width()
    told, noted, lit = [], [], 0
    while session.step < len(session.recording):
        desk.press(Qt.Key.Key_PageDown)
        desk.rest()
        told.append(caption(desk.inspector))
        noted.append(podium.presenter.notes.text())
        lit += bool(desk.inspector.canvas.lecture.lit())
    assert any("MulBackward0" in one and "2 to x" in one for one in told)
    assert any("PowBackward0" in one and "12 to x" in one for one in told)
    assert any("2 + 12 = 14" in one for one in told)
    assert any(one.startswith("Both paths have arrived") for one in noted)
    assert lit >= 8
    here = session.step
    for key in (Qt.Key.Key_B, Qt.Key.Key_Period):
        desk.press(key)
        assert podium.has(Aid.BLANK)
        assert session.step == here
        desk.press(Qt.Key.Key_PageUp)
        assert not podium.has(Aid.BLANK)
        here = session.step
    desk.press(Qt.Key.Key_Escape)
    assert not desk.inspector.display.presenting
    assert podium.presenter is None
    assert not any(podium.has(aid) for aid in Aid)


def test_a_class_is_asked_for_each_value_and_a_press_reveals_it(desk: Desk) -> None:
    desk.type(POLYNOMIAL)
    shown_from_the_start(desk)
    desk.press(Qt.Key.Key_F7)
    assert caption(desk.inspector).startswith("From here on, what comes next is asked")
    while not pending(desk.session):
        desk.press(Qt.Key.Key_PageDown)
    assert "?" not in caption(desk.inspector)
    desk.press(Qt.Key.Key_PageDown)
    assert "What is the result?" in caption(desk.inspector)
    here = desk.session.step
    desk.press(Qt.Key.Key_PageDown)
    assert desk.session.step == here + 1
    assert "8" in caption(desk.inspector)
    desk.press(Qt.Key.Key_F7)
    assert caption(desk.inspector).startswith("Nothing is hidden any more.")
    desk.session.go(here)
    desk.press(Qt.Key.Key_F7)
    assert "What is the result?" in caption(desk.inspector)  # at once: it comes next


def test_a_class_is_asked_a_lessons_question_before_the_graph_tells_the_answer(desk: Desk) -> None:
    open_lesson(desk, CHAIN_RULE)
    shown_from_the_start(desk)
    told = []
    for _ in range(8):
        desk.press(Qt.Key.Key_PageDown)
        told.append(caption(desk.inspector))
    asked = told.index("x is 2. What is y = x³ + 2x + 1?")
    assert not any("= 13" in one for one in told[:asked])
    assert any("8 + 4" in one or "13" in one for one in told[asked:])


def test_words_that_tell_the_answer_wait_until_it_is_given_or_passed_by(desk: Desk) -> None:
    open_lesson(desk, "A graph of operations")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: not desk.session.running and len(desk.session.recording) > 0)
    panel = desk.panel("lesson")
    assert isinstance(panel, LessonPanel)
    desk.press(Qt.Key.Key_Home)
    desk.rest()
    while panel.quiz.number is None:
        desk.press(Qt.Key.Key_Right)
        desk.rest()
    assert desk.session.sentence == "Line 4 runs next: y = x * 3"
    assert not panel.note.isVisible()
    desk.press(Qt.Key.Key_Right)
    desk.rest()
    assert panel.note.text().startswith("An operation: it computes 6")
    desk.type("import torch\nq = torch.ones(2, requires_grad=True)\nq.sum().backward()\n")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: len(desk.session.recording) > 0 and not desk.session.running)
    desk.press(Qt.Key.Key_End)
    desk.rest()
    assert not panel.quiz.isVisible()
    assert panel.begin.text().startswith("Another program has run")


def test_what_an_answer_earns_comes_into_sight_however_large_the_text_is(desk: Desk) -> None:
    open_lesson(desk, "Clinic 3")
    desk.inspector.window.resize(1280, 720)
    desk.session.settings["font_scale"] = 1.5
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: not desk.session.running and len(desk.session.recording) > 0)
    panel = desk.panel("lesson")
    assert isinstance(panel, LessonPanel)
    desk.press(Qt.Key.Key_Home)
    desk.rest()
    while panel.quiz.number != 1:
        desk.press(Qt.Key.Key_Right)
        desk.rest()
    remark = panel.quiz.remark
    assert not remark.isVisible()
    panel.quiz.options[1].button.click()
    desk.rest()
    assert remark.text().startswith("✗ Not so.")
    assert remark.visibleRegion().boundingRect() == remark.rect()
    panel.quiz.options[0].button.click()
    desk.rest()
    assert panel.quiz.number == 2  # on the same statement: what was right is said above it
    earned = panel.quiz.earned
    assert earned.text().startswith("✓ Right.")
    assert earned.visibleRegion().boundingRect() == earned.rect()
    desk.press(Qt.Key.Key_Right)
    desk.rest()
    assert not earned.isVisible()


def test_tangents_and_gradients_set_out_by_a_key_while_presenting(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(Qt.Key.Key_F12)
    desk.rest()
    marks = desk.session.marks
    for key, back in ((Qt.KeyboardModifier.NoModifier, False), (SHIFT, True)):
        desk.press(Qt.Key.Key_T, key)
        assert {leg.back for leg in marks.legs} == {back}
        desk.wait(lambda: marks.reached == len(marks.legs) > 1)
    desk.press(Qt.Key.Key_PageUp)
    assert not marks.legs


def test_what_is_drawn_with_the_pen_vanishes_with_the_step(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(Qt.Key.Key_F12)
    desk.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    pen, canvas = desk.inspector.podium.pen, desk.inspector.canvas
    desk.rest()
    before = canvas.grab().toImage()
    QTest.mousePress(pen, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    QTest.mouseMove(pen, QPoint(160, 160))
    pen.lines[-1].append(QPoint(160, 160))
    QTest.mouseRelease(pen, Qt.MouseButton.LeftButton, pos=QPoint(160, 160))
    desk.rest()
    assert canvas.grab().toImage() != before
    desk.press(Qt.Key.Key_PageUp)
    assert pen.lines == []
    assert not pen.isHidden()
    desk.press(Qt.Key.Key_Escape)
    assert pen.isHidden()


def test_zooming_to_the_step_follows_it_and_shows_everything_again(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(Qt.Key.Key_F12)
    desk.rest()
    canvas = desk.inspector.canvas
    whole = canvas.eye.now.scale
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_Z)
    scales = set()
    for _ in range(6):
        desk.press(Qt.Key.Key_PageDown)
        scales.add(canvas.eye.now.scale)
    assert max(scales) > whole
    desk.press(Qt.Key.Key_Z)
    assert canvas.eye.now.scale < max(scales)


def test_the_spotlight_leaves_the_step_as_it_is_and_dims_the_rest(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(Qt.Key.Key_F12)
    desk.rest()
    session, canvas = desk.session, desk.inspector.canvas
    canvas.fit()
    runs = session.recording.of_kind(NodeBackward)
    session.go(runs[1] + 1)  # it sends a gradient to x alone: w and the root are dimmed
    desk.rest()
    lit = grabbed(canvas).toImage()
    desk.press(Qt.Key.Key_S)
    assert not desk.inspector.podium.has(Aid.SPOTLIGHT)
    plain = grabbed(canvas).toImage()
    inside, outside = [], []
    boxes = [canvas.eye.now.rect_to_screen(box) for box in canvas.lecture.lit()]
    for vertex in session.graph.vertices:
        box = canvas.picture.stage.box(vertex.key)
        assert box is not None
        left, top, width, _ = canvas.eye.now.rect_to_screen(box)
        at = QPoint(round(left + width / 2), round(top))
        same = lit.pixelColor(at) == plain.pixelColor(at)
        within = any(x <= at.x() <= x + w and y <= at.y() <= y + h for x, y, w, h in boxes)
        (inside if within else outside).append(same)
    assert all(inside)
    assert inside
    assert not all(outside)


def test_a_learner_walks_through_the_course_answers_and_is_told_why(desk: Desk) -> None:
    open_lesson(desk, "A graph of operations")
    panel = desk.panel("lesson")
    assert isinstance(panel, LessonPanel)
    assert "#?" not in desk.session.document.text
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: not desk.session.running and len(desk.session.recording) > 0)
    while panel.quiz.number is None:
        desk.press(Qt.Key.Key_Right)
        desk.rest()
    desk.bot.keyClicks(panel.quiz.line, "5")
    desk.bot.keyClick(panel.quiz.line, Qt.Key.Key_Return)
    desk.rest()
    assert panel.quiz.remark.text() == "✗ Not so. It is 6. 2 × 3."
    panel.quiz.line.clear()
    desk.bot.keyClicks(panel.quiz.line, "6")
    desk.bot.keyClick(panel.quiz.line, Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_End)
    desk.rest()
    assert panel.quiz.text.text().startswith("z = 3x + 5")
    desk.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    desk.rest()
    assert desk.session.classroom.place == 1
    assert panel.title.text() == desk.session.classroom.course[1].title
    assert len(desk.session.recording) == 0


def test_stepping_into_what_is_hidden_gives_the_keyboard_to_the_answer(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(Qt.Key.Key_F7)
    desk.inspector.canvas.setFocus()
    while not pending(desk.session):
        desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Right)
    panel = desk.panel("predict")
    assert isinstance(panel, PredictPanel)
    assert QApplication.focusWidget() is panel.line
    desk.bot.keyClicks(panel.line, "4")
    step = desk.session.step
    desk.bot.keyClick(panel.line, Qt.Key.Key_Left)
    assert desk.session.step == step  # the cursor moves, in what is being written
    desk.bot.keyClick(panel.line, Qt.Key.Key_Return)
    desk.rest()
    assert panel.verdict.text() == "✓ Right: 4."
    step = desk.session.step
    desk.bot.keyClick(panel.line, Qt.Key.Key_Left)
    assert desk.session.step < step  # an empty line has no use for the key
    desk.bot.keyClick(panel.line, Qt.Key.Key_Right)
    assert desk.session.step == step


def test_playing_holds_at_what_is_to_be_predicted(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.press(Qt.Key.Key_F7)
    desk.inspector.canvas.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.wait(lambda: not desk.inspector.player.playing)
    assert pending(desk.session)
