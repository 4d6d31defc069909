"""A window in which nothing happens leaves the processor alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from inspector.shell.frame import titlebar
from tests.support.windows import Desk

ROUNDS = 40
"""Turns of the event loop in which a timer that starts itself again would be seen."""


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every look at the tabs."""
    looked, hide = list[int](), titlebar.hide_leftovers

    def counted(*args: object) -> None:
        looked.append(1)
        hide(*args)

    monkeypatch.setattr(titlebar, "hide_leftovers", counted)
    return looked


def test_the_window_comes_to_rest(desk: Desk, looked: list[int]) -> None:
    desk.rest()
    desk.wait(lambda: still(looked))


def test_a_window_that_is_put_back_as_it_was_comes_to_rest(desk: Desk, looked: list[int]) -> None:
    window = desk.inspector.window
    for name in ("lesson", "predict"):
        window.show_panel(name)
        desk.rest()
    window.docks["predict"].hide()
    desk.rest()
    window.restoreState(window.saveState())
    desk.rest()
    desk.wait(lambda: still(looked))


def still(looked: list[int]) -> bool:
    """Whether tabs are not looked at again, as they were by every look at them."""
    before = len(looked)
    for _ in range(ROUNDS):
        QCoreApplication.processEvents()
    return len(looked) == before
