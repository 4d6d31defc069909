"""How the window comes up."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from inspector.app import fit_screen
from inspector.shell.window import FIRST_SIZE, Window


@pytest.mark.parametrize(
    ("screen", "maximized"), [((1920, 1040), False), ((1366, 728), True), ((1280, 1000), True)]
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
