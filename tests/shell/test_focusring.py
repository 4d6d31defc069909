"""What has the keyboard can be seen, whatever it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from inspector.shell.frame.focusring import FocusRing, seen_of
from inspector.widgets.scrolled import scrolled


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.setCentralWidget(QWidget())
    QHBoxLayout(made.centralWidget())
    return made


@pytest.fixture
def focused(window: QMainWindow, qtbot: QtBot) -> Callable[[QWidget], FocusRing]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ring = FocusRing(window, application)

    def focus(widget: QWidget) -> FocusRing:
        layout = window.centralWidget().layout()
        assert layout is not None
        layout.addWidget(widget)
        window.show()
        window.activateWindow()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is widget)
        QCoreApplication.processEvents()
        return ring

    return focus


def test_a_list_has_a_ring_that_goes_along_with_it(
    window: QMainWindow, focused: Callable[[QWidget], FocusRing]
) -> None:
    tree = QTreeWidget()
    ring = focused(tree)
    assert ring.isVisible()
    window.resize(window.width() + 90, window.height() + 60)
    QCoreApplication.processEvents()
    assert ring.geometry() == QRect(tree.mapTo(window, QPoint(0, 0)), tree.size())
    assert window.childAt(ring.geometry().center()) is not ring
    tree.hide()
    assert not ring.isVisible()


def test_what_shows_its_focus_by_itself_has_none(
    focused: Callable[[QWidget], FocusRing],
) -> None:
    still = QPlainTextEdit()
    still.setReadOnly(True)
    assert focused(still).isVisible()
    for own in (QPlainTextEdit(), QLineEdit()):
        assert not focused(own).isVisible()


def test_the_ring_ends_where_its_widget_is_cut_off(window: QMainWindow) -> None:
    tree = QTreeWidget()
    tree.setMinimumHeight(900)
    area = scrolled(tree, "A page")
    centre = window.centralWidget().layout()
    assert centre is not None
    centre.addWidget(area)
    window.resize(300, 200)
    window.show()
    QCoreApplication.processEvents()
    window.resize(300, 200)
    QCoreApplication.processEvents()
    seen = seen_of(tree, window)
    assert seen.height() == area.viewport().height() < tree.height()
