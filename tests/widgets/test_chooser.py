"""A box to choose from says where it cuts what has no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from inspector.theme.stylesheet import stylesheet
from inspector.theme.tokens import LIGHT
from inspector.widgets.chooser import MOST, chooser
from tests.support.staging import Show

TITLE = "12. Gradients accumulate: 14, 28, 14 and not 14, 14, 14"


def test_what_has_no_room_ends_in_an_ellipsis_and_is_whole_in_its_tip(
    show: Show, qtbot: QtBot
) -> None:
    box = chooser("Lesson")
    box.addItems([TITLE, "1. Short"])
    show(box, 160, 30)
    assert box.said().endswith("…")
    assert TITLE.startswith(box.said()[:-1])
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    assert QToolTip.text() == TITLE
    QToolTip.hideText()
    box.setCurrentIndex(1)
    assert box.said() == "1. Short"
    box.setPlaceholderText("A course")
    box.setCurrentIndex(-1)
    assert box.said() == "A course"
    box.grab()


def test_what_is_offered_is_whole_and_stands_below_a_narrow_box(show: Show, qtbot: QtBot) -> None:
    box = chooser("Lesson")
    box.setStyleSheet(stylesheet(LIGHT))
    box.addItems([TITLE, "1. Short", *map(str, range(2 * MOST))])
    show(box, 160, 30)
    box.showPopup()
    offered = box.view()
    assert offered.viewport().width() >= offered.sizeHintForColumn(0) > box.width()
    assert offered.visualRect(offered.model().index(1, 0)).bottom() < offered.viewport().height()
    assert offered.mapToGlobal(QPoint()).y() >= box.mapToGlobal(box.rect().bottomLeft()).y() - 1
    assert offered.verticalScrollBar().isVisible()
    box.hidePopup()
