"""The line above the graph, and what happens to mistakes of the program's own."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from inspector.shell.frame.notice import Notice, Offer, Weight
from inspector.shell.startup.crash import CrashGuard


def test_a_newer_notice_takes_the_place_of_an_older_one(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell("one", Weight.PLAIN, Offer("Do", lambda: None))
    notice.tell("two", Weight.ERROR)
    assert notice.text == "two"
    assert list(notice.buttons) == ["Close"]
    notice.clear()
    assert notice.text == ""


def test_marks_in_the_name_of_a_file_are_shown_as_they_are(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell("<b>loss</b>.py cannot be read.", Weight.ERROR)
    (label,) = notice.findChildren(QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_an_offer_is_taken_once_and_the_notice_goes(qtbot: QtBot) -> None:
    notice, taken = Notice(), []
    qtbot.addWidget(notice)
    notice.tell("text", Weight.PLAIN, Offer("Take", lambda: taken.append(1)))
    notice.buttons["Take"].click()
    assert taken == [1]
    assert notice.text == ""


def test_an_offer_may_tell_something_new(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell("one", Weight.PLAIN, Offer("More", lambda: notice.tell("two")))
    notice.buttons["More"].click()
    assert notice.text == "two"


def test_progress_keeps_the_button_that_somebody_is_pressing(qtbot: QtBot) -> None:
    notice, stopped = Notice(), list[str]()
    qtbot.addWidget(notice)
    notice.tell("1 %", Weight.PLAIN, Offer("Stop", lambda: stopped.append("at 1 %")))
    pressed = notice.buttons["Stop"]
    notice.tell("2 %", Weight.PLAIN, Offer("Stop", lambda: stopped.append("at 2 %")))
    assert notice.text == "2 %"
    pressed.click()
    assert stopped == ["at 2 %"]
    assert notice.text == ""


@pytest.mark.parametrize("width", [280, 360, 1000])
def test_its_text_can_be_read_however_narrow_it_is(qtbot: QtBot, width: int) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    words = "The unsaved text of a program without a name was kept."
    notice.tell(words, Weight.PLAIN, *(Offer(t, print) for t in ("Bring it back", "Throw it")))
    notice.resize(width, notice.layout().totalHeightForWidth(width))
    label = next(one for one in notice.findChildren(QLabel) if one.text() == words)
    assert label.width() >= min(250, width - 40)
    assert label.height() >= label.heightForWidth(label.width())
    boxes = [button.geometry() for button in notice.buttons.values()]
    assert not any(label.geometry().intersects(box) for box in boxes)


def test_a_mistake_in_any_thread_is_told_and_the_text_kept(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    kept: list[bool] = []
    before = sys.excepthook
    guard = CrashGuard(told.append, lambda: kept.append(True))
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        sys.excepthook(KeyError, KeyError("a"), None)
        qtbot.waitUntil(lambda: len(told) == 2)
    finally:
        guard.close()
    assert any("ZeroDivisionError" in text for text in told)
    assert kept == [True, True]
    assert "ZeroDivisionError" in caplog.text
    assert sys.excepthook is before


def test_a_notice_set_aside_comes_back_unless_another_was_told(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell("one")
    notice.set_aside(True)
    assert notice.text == ""
    notice.set_aside(False)
    assert notice.text == "one"
    notice.set_aside(True)
    notice.tell("two")
    assert notice.text == "two"
    notice.clear()
    notice.set_aside(False)
    assert notice.text == ""
