"""What an empty canvas offers to begin with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.shell.controls.welcome import Welcome
from tests.support.windows import PRODUCT, Desk


def offered(desk: Desk) -> set[str]:
    desk.rest()
    welcome = desk.inspector.canvas.findChild(Welcome)
    assert isinstance(welcome, Welcome)
    return {name for name, button in welcome.buttons.items() if button.isVisible()}


def click(desk: Desk, name: str) -> None:
    welcome = desk.inspector.canvas.findChild(Welcome)
    assert isinstance(welcome, Welcome)
    QTest.mouseClick(welcome.buttons[name], Qt.MouseButton.LeftButton)


def test_an_empty_window_leads_to_a_program_and_a_program_to_its_run(desk: Desk) -> None:
    assert offered(desk) == {"file.open", "teach.next_lesson", "help.palette"}
    click(desk, "teach.next_lesson")
    assert desk.session.classroom.place == 0
    assert offered(desk) == {"run.run"}
    desk.type(PRODUCT)
    click(desk, "run.run")
    desk.wait(lambda: len(desk.session.recording) > 0)
    assert offered(desk) == set()
    assert desk.inspector.canvas.hasFocus()
    desk.inspector.files.new()
    assert offered(desk) == {"file.open", "teach.next_lesson", "help.palette"}


def test_nothing_is_offered_to_an_audience(desk: Desk) -> None:
    desk.type(PRODUCT)
    assert offered(desk) == {"run.run"}
    desk.inspector.display.present(True)
    assert offered(desk) == set()
    desk.inspector.display.present(False)
    assert offered(desk) == {"run.run"}


def test_the_buttons_stay_clear_of_the_words_on_a_narrow_canvas(desk: Desk) -> None:
    desk.rest()
    canvas = desk.inspector.canvas
    welcome = canvas.findChild(Welcome)
    assert isinstance(welcome, Welcome)
    low = welcome.y()
    canvas.setFixedWidth(260)
    desk.rest()
    assert canvas.rect().contains(welcome.geometry())
    assert welcome.y() > low
