"""Many panels, one event loop: who waits is refreshed in turn, once, by what holds then."""

from __future__ import annotations

from time import monotonic

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from inspector.panels import refresh_turns
from inspector.panels.refresh_turns import BUDGET, Refreshing, turns_of


class Slow(Refreshing):
    """Takes all the time there is."""

    def __init__(self, parent: QWidget, told: list[str], name: str) -> None:
        super().__init__(parent)
        self._told, self._name = told, name

    def refresh_now(self) -> None:
        until = monotonic() + BUDGET
        while monotonic() < until:
            pass
        self._told.append(self._name)


def test_the_event_loop_comes_between_slow_panels(qtbot: QtBot) -> None:
    window, told = QWidget(), list[str]()
    qtbot.addWidget(window)
    between = QTimer(window, interval=0)
    between.timeout.connect(lambda: told.append("loop"))
    between.start()
    turns = turns_of(window)
    for name in "abc":
        turns.ask(Slow(window, told, name))
    qtbot.waitUntil(lambda: not turns.busy)
    assert [name for name in told if name != "loop"] == ["a", "b", "c"]
    assert "loop" in told[told.index("a") : told.index("b")]
    assert "loop" in told[told.index("b") : told.index("c")]


def test_who_asks_twice_has_one_turn_and_keeps_its_place(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh_turns, "BUDGET", 0.0)
    window, told = QWidget(), list[str]()
    qtbot.addWidget(window)
    turns = turns_of(window)
    one, other = Slow(window, told, "one"), Slow(window, told, "other")
    for whom in (one, other, one):
        turns.ask(whom)
    qtbot.waitUntil(lambda: not turns.busy)
    assert told == ["one", "other"]


def test_all_in_a_window_share_its_turns_and_what_is_gone_is_passed_over(qtbot: QtBot) -> None:
    window, told = QWidget(), list[str]()
    qtbot.addWidget(window)
    gone, there = Slow(window, told, "gone"), Slow(window, told, "there")
    assert turns_of(gone) is turns_of(there) is turns_of(window)
    turns_of(gone).ask(gone)
    turns_of(there).ask(there)
    delete(gone)
    qtbot.waitUntil(lambda: not turns_of(window).busy)
    assert told == ["there"]
