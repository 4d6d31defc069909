"""Shows a widget to a test the way a window would: inside something of a given size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)
Show = Callable[..., QWidget]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """A function that shows a widget, 480 by 320 unless told otherwise, until the test ends."""
    hosts: list[QWidget] = []

    def shown(widget: QWidget, width: int = 480, height: int = 320) -> QWidget:
        host = QWidget()
        hosts.append(host)
        widget.setParent(host)
        host.resize(width, height)
        widget.setGeometry(0, 0, width, height)
        widget.show()
        host.show()
        host.activateWindow()
        settle()
        return widget

    yield shown
    for host in hosts:
        host.close()
        host.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    settle()


def settle() -> None:
    """Let everything happen that waits for the event loop."""
    for _ in range(3):
        QApplication.processEvents()
