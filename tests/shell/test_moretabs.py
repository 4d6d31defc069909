"""A bar of tabs shows whole names only, the one in front always, and a menu of the others."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from inspector.shell.frame.moretabs import MoreTabs, fitting

NAMES = ("Node", "Explain", "Why?", "Backward", "What-if", "Plots", "Film")


@pytest.fixture
def bar(qtbot: QtBot) -> QTabBar:
    made = QTabBar()
    qtbot.addWidget(made)
    for name in NAMES:
        made.addTab(name)
    made.setExpanding(False)  # as in docks
    MoreTabs(made)
    made.resize(320, 30)
    made.show()
    return made


def on(bar: QTabBar) -> list[str]:
    return [bar.tabText(n) for n in range(bar.count()) if bar.isTabVisible(n)]


def more(bar: QTabBar) -> MoreTabs:
    found = bar.findChild(MoreTabs)
    assert isinstance(found, MoreTabs)
    return found


def test_names_are_whole_and_those_without_room_are_counted(bar: QTabBar, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: more(bar).isVisible())
    shown = on(bar)
    assert shown == list(NAMES[: len(shown)])
    assert more(bar).text() == f"+{len(NAMES) - len(shown)}"
    last = bar.tabRect(len(shown) - 1)
    assert last.right() < more(bar).x()


def test_the_menu_brings_any_panel_to_the_front_and_on_the_bar(bar: QTabBar, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: more(bar).isVisible())
    menu = more(bar).menu()
    menu.aboutToShow.emit()
    assert [entry.text() for entry in menu.actions()] == list(NAMES)
    menu.actions()[-1].trigger()
    qtbot.waitUntil(lambda: "Film" in on(bar))
    assert bar.tabText(bar.currentIndex()) == "Film"
    assert bar.tabRect(len(NAMES) - 1).left() >= 0
    assert bar.tabRect(len(NAMES) - 1).right() < more(bar).x()


def test_with_room_for_all_there_is_no_menu(bar: QTabBar, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: more(bar).isVisible())
    bar.resize(900, 30)
    qtbot.waitUntil(lambda: on(bar) == list(NAMES))
    assert not more(bar).isVisible()


@pytest.mark.parametrize(
    ("room", "current", "kept"),
    [(300, 0, [0, 1, 2]), (299, 0, [0, 1]), (299, 2, [0, 2]), (90, 1, [1]), (90, -1, [])],
)
def test_the_current_tab_has_its_room_first(room: int, current: int, kept: list[int]) -> None:
    assert fitting([100, 100, 100], current, room, 40) == kept
