"""Panels stand around the graph with slim titles, and leave the graph its room."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from inspector.shell.window import Window


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.stand((1440, 900), 1.0)
    made.show()
    qtbot.waitUntil(lambda: height_of_title(made, "node") == 0)
    return made


def height_of_title(window: Window, name: str) -> int:
    return window.docks[name].titleBarWidget().sizeHint().height()


def test_a_tab_says_the_name_so_that_no_title_repeats_it(window: Window) -> None:
    assert height_of_title(window, "variables") == 0
    assert height_of_title(window, "source") > 0


def test_a_panel_that_floats_has_its_title_again(window: Window, qtbot: QtBot) -> None:
    window.docks["node"].setFloating(True)
    qtbot.waitUntil(lambda: height_of_title(window, "node") > 0)
    qtbot.waitUntil(lambda: height_of_title(window, "explain") > 0)
    window.reset_docks()
    qtbot.waitUntil(lambda: height_of_title(window, "node") == 0)


def test_the_graph_has_half_of_the_window(window: Window) -> None:
    assert window.centralWidget().width() >= window.width() / 2
