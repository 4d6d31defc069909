"""Fail a test that leaves a thread, a process, a timer or a window behind."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

GRACE = 60.0
"""Seconds a thread may take to end after it was asked to."""


def threads() -> set[threading.Thread]:
    """The Python threads that are alive."""
    return {thread for thread in threading.enumerate() if thread.is_alive()}


def processes() -> set[str]:
    """Ids of this process's children, where the system tells (Linux)."""
    if not sys.platform.startswith("linux") or not _has_children():
        return set()
    found: set[str] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread just ended
            found.update(task.read_text().split())
    return found


def _has_children() -> bool:
    """Whether there is any, which is sooner asked than who they are."""
    with contextlib.suppress(ChildProcessError):
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    return False


def windows() -> set[QWidget]:
    """Widgets without a parent that Qt still holds."""
    return set(QApplication.topLevelWidgets())


def timers() -> set[QTimer]:
    """Timers that would still fire."""
    found = (thing for thing in gc.get_objects() if type(thing) is QTimer)
    return {timer for timer in found if shiboken6.isValid(timer) and timer.isActive()}


def settle() -> None:
    """Let Qt delete what was asked to be deleted later."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compare what lives before and after every test that shows widgets."""
    before = threads(), processes()
    yield
    for thread in threads() - before[0]:
        thread.join(GRACE)
    assert not threads() - before[0], "the test left threads running"
    assert not processes() - before[1], "the test left processes running"


@pytest.fixture
def no_widgets_left(qapp: QApplication) -> Iterator[None]:
    """Fail where windows or timers survive; for tests that open the real window.

    What others have left to the collector is held until it is compared, and not looked for.
    """
    before = windows(), timers()
    yield
    settle()
    left = [widget for widget in windows() - before[0] if shiboken6.isValid(widget)]
    assert not left, f"the test left windows open: {left}"
    assert not timers() - before[1], "the test left timers running"
