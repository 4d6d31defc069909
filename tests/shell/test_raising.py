"""How the window comes up."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from pytestqt.qtbot import QtBot

from inspector.app import fit_screen
from inspector.model.settings import Settings
from inspector.shell.frame.building import build
from inspector.shell.frame.window import FIRST_SIZE, Window
from inspector.shell.startup import opening
from inspector.shell.startup.launch import Launch


@pytest.mark.parametrize(
    ("screen", "maximized"),
    [((1920, 1040), False), ((1366, 728), True), ((1280, 1000), True), ((1440, 900), True)],
)
def test_a_window_that_a_screen_has_no_room_for_fills_it(
    qtbot: QtBot, screen: tuple[int, int], maximized: bool
) -> None:
    window = Window()
    qtbot.addWidget(window)
    window.resize(*FIRST_SIZE)
    room = QSize(*screen)
    fit_screen(window, room)
    assert window.isMaximized() is maximized
    assert window.size() == (QSize(*FIRST_SIZE).boundedTo(room))


@pytest.fixture
def frame(no_widgets_left: None, only_this_run: None) -> Iterator[Window]:
    """A window before anything is in it."""
    window = Window()
    build(window)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_window_opens_where_nothing_can_be_kept_and_says_so(
    frame: Window, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hooks in (sys, threading):
        monkeypatch.setattr(hooks, "excepthook", hooks.excepthook)
    (tmp_path / "file").write_text("")
    nowhere = tmp_path / "file" / "data"
    monkeypatch.setattr(opening, "data_folder", lambda: nowhere)
    inspector = opening.furnish(frame, settings, None, Launch())
    assert str(nowhere) in frame.notice.text
    inspector.session.edit("x = 1")
    assert frame.close()
