"""Panels stand around the graph with slim titles, and leave the graph its room."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from inspector.shell.appearance.dress import dress
from inspector.shell.frame.building import build, put_back
from inspector.shell.frame.window import Window
from inspector.shell.settings.memory import Memory
from inspector.theme.tokens import LIGHT


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.resize(1440, 900)
    build(made)
    made.show()
    qtbot.waitUntil(lambda: height_of_title(made, "node") == 0)
    return made


def height_of_title(window: Window, name: str) -> int:
    return window.docks[name].titleBarWidget().sizeHint().height()


def test_a_tab_says_the_name_so_that_no_title_repeats_it(window: Window) -> None:
    assert height_of_title(window, "variables") == 0
    assert height_of_title(window, "source") > 0


def test_a_panel_that_floats_has_its_title_again(window: Window, qtbot: QtBot) -> None:
    beside = window.tabifiedDockWidgets(window.docks["explain"])
    for dock in beside:
        dock.setFloating(True)
    assert window.docks["node"] in beside
    qtbot.waitUntil(lambda: height_of_title(window, "node") > 0)
    qtbot.waitUntil(lambda: height_of_title(window, "explain") > 0)
    put_back(window)
    qtbot.waitUntil(lambda: height_of_title(window, "node") == 0)


def test_panels_that_come_into_a_window_that_shows_take_their_shares(qtbot: QtBot) -> None:
    made = Window()
    qtbot.addWidget(made)
    made.resize(1440, 900)
    with qtbot.waitExposed(made):
        made.show()
    build(made)
    qtbot.waitUntil(lambda: made.docks["timeline"].height() < 120)
    assert made.centralWidget().width() >= made.width() / 2


def test_a_window_tells_of_its_first_picture_once_and_of_the_next_when_asked(
    qtbot: QtBot,
) -> None:
    made = Window()
    qtbot.addWidget(made)
    told: list[str] = []
    made.painted.connect(lambda: told.append("first"))
    made.show()
    qtbot.waitUntil(lambda: bool(told))
    made.after_next_picture(lambda: told.append("next"))
    made.update()
    qtbot.waitUntil(lambda: len(told) == 2)
    made.update()
    QCoreApplication.processEvents()
    assert told == ["first", "next"]


def test_the_graph_has_half_of_the_window(window: Window) -> None:
    assert window.centralWidget().width() >= window.width() / 2


def bars_of(window: Window, name: str) -> list[QTabBar]:
    """The bars of tabs on which a name can be seen."""
    bars = (bar for bar in window.findChildren(QTabBar) if bar.isVisible())
    return [bar for bar in bars if name in {bar.tabText(n) for n in range(bar.count())}]


def test_panels_that_are_shown_at_times_leave_no_tabs_behind(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bars_of(window, "Predict") == [])
    window.make_room("lesson", True)
    qtbot.waitUntil(window.docks["lesson"].isVisible)
    qtbot.waitUntil(lambda: bars_of(window, "Lesson") == [])
    window.make_room("predict", True)
    qtbot.waitUntil(lambda: len(bars_of(window, "Predict")) > 0)
    window.make_room("predict", False)
    qtbot.waitUntil(lambda: bars_of(window, "Predict") == [])
    assert window.docks["lesson"].isVisible()


WIDTHS = ("source", "node")
HEIGHTS = ("source", "output", "node", "ledger")
SMALL = (500, 420)
TURNS = 5


def sizes(window: Window) -> list[int]:
    """The widths of both columns, and the heights within them."""
    docks = window.docks
    return [docks[name].width() for name in WIDTHS] + [docks[name].height() for name in HEIGHTS]


def settle() -> None:
    """Let docks take their sizes, and what follows from that come about."""
    for _ in range(TURNS):
        QCoreApplication.processEvents()


def resized(window: Window, width: int, height: int) -> list[int]:
    settle()
    window.resize(width, height)
    settle()
    return sizes(window)


def test_panels_have_their_sizes_again_after_the_window_was_small(window: Window) -> None:
    before = sizes(window)
    small = resized(window, *SMALL)
    assert all(now < then for now, then in zip(small, before, strict=True))
    assert resized(window, 1440, 900) == before
    resized(window, 1920, 1080)
    assert resized(window, 1440, 900) == before


def test_a_panel_that_was_dragged_wide_is_as_wide_again(window: Window) -> None:
    docks = [window.docks[name] for name in WIDTHS]
    window.resizeDocks(docks, [500, 250], Qt.Orientation.Horizontal)
    resized(window, *SMALL)
    assert resized(window, 1440, 900)[: len(WIDTHS)] == [500, 250]


def test_a_smaller_window_takes_from_panels_and_graph_alike(window: Window) -> None:
    resized(window, 900, 620)
    assert window.centralWidget().width() >= window.width() / 2


def test_panels_of_a_window_that_was_tiny_are_not_tiny_in_a_large_one(
    window: Window, tmp_path: Path
) -> None:
    usual = sizes(window)
    resized(window, 720, 450)
    window.kept._note()  # as one that never was larger
    memory = Memory(tmp_path / "settings.ini")
    memory.keep_arranged(window.kept.arranged())
    state = window.saveState()
    resized(window, 1440, 900)
    window.restoreState(state)
    settle()
    squeezed = sizes(window)
    window.kept.arrange(Memory(tmp_path / "settings.ini").arranged())
    settle()
    assert sum(squeezed[: len(WIDTHS)]) < 0.7 * sum(usual[: len(WIDTHS)])
    assert sum(sizes(window)[: len(WIDTHS)]) == pytest.approx(sum(usual[: len(WIDTHS)]), rel=0.1)


def test_panels_that_a_small_window_squeezed_come_back_as_they_were_arranged(
    window: Window, tmp_path: Path
) -> None:
    docks = [window.docks[name] for name in WIDTHS]
    window.resizeDocks(docks, [500, 250], Qt.Orientation.Horizontal)
    resized(window, *SMALL)
    kept, state = window.kept.arranged(), window.saveState()
    window.resizeDocks(docks, [300, 300], Qt.Orientation.Horizontal)
    resized(window, 1440, 900)
    window.restoreState(state)
    window.kept.arrange(kept)
    settle()
    assert sizes(window)[: len(WIDTHS)] == [500, 250]


def lettered(window: Window, scale: float, least: int) -> list[int]:
    """The widths and the timeline's height once letters are so large, and both need so much."""
    window.docks["source"].widget().setMinimumWidth(least)
    window.docks["timeline"].widget().setMinimumHeight(least // 3)
    dress(window, LIGHT, scale)
    settle()
    return [*sizes(window)[: len(WIDTHS)], window.docks["timeline"].height()]


def test_panels_that_large_letters_widened_are_as_before_once_these_are_small_again(
    window: Window,
) -> None:
    usual = lettered(window, 1.0, 60)
    window.kept._note()
    kept = window.kept.arranged()
    large = lettered(window, 2.0, 600)
    assert large[0] >= 600 > usual[0]
    assert large[-1] > 190 > usual[-1]
    assert window.kept.arranged() == kept
    assert lettered(window, 1.0, 60) == usual
    lettered(window, 2.0, 600)
    window.kept._note()  # as one that somebody opens so
    window.kept.arrange(kept)
    assert lettered(window, 1.0, 60) == usual
