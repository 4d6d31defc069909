"""A window in which nothing happens leaves the processor alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from inspector.shell import titlebar
from tests.support.windows import Desk

ROUNDS = 40
"""Turns of the event loop in which a timer that starts itself again would be seen."""


def test_the_window_comes_to_rest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, hide = list[int](), titlebar.hide_leftovers

    def counted(*args: object) -> None:
        looked.append(1)
        hide(*args)

    monkeypatch.setattr(titlebar, "hide_leftovers", counted)
    desk.rest()
    desk.wait(lambda: still(looked))


def still(looked: list[int]) -> bool:
    """Whether tabs are not looked at again, as they were by every look at them."""
    before = len(looked)
    for _ in range(ROUNDS):
        QCoreApplication.processEvents()
    return len(looked) == before
