"""A box to choose from that never makes its panel wider than it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
)

LEAST = 6
"""Letters that are always seen of what is chosen."""
MOST = 20
"""Rows that are offered at once; more are scrolled to."""


class Chooser(QComboBox):
    """A combo box that says where it cuts what is chosen, and shows the whole when pointed at."""

    def said(self) -> str:
        """What is seen of what is chosen, or else of the placeholder."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        text = option.currentText if self.currentIndex() >= 0 else self.placeholderText()
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(control, option, part, self)
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, field.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.said()
        if self.currentIndex() < 0:
            faint = option.palette.color(QPalette.ColorRole.PlaceholderText)
            option.palette.setColor(QPalette.ColorRole.ButtonText, faint)
        painter = QStylePainter(self)
        with painter:
            painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Offer what there is, each in full: the list may be wider than the box."""
        offered = self.view()
        # Made before the style sheet was known, it may take itself for a menu, which has none.
        offered.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        scrolled = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        offered.setMinimumWidth(max(self.width(), offered.sizeHintForColumn(0) + 2 * scrolled))
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        """Show what is cut where there is no other tool tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            whole = self.currentText()
            if not self.toolTip() and whole and self.said() != whole:
                QToolTip.showText(event.globalPos(), whole, self)
                return True
        return super().event(event)


def chooser(name: str) -> Chooser:
    """A combo box that fills its row and cuts what has no room; ``name`` is for screen readers.

    Who clicks it leaves the keyboard where it was: the arrow keys go on to walk through the run.
    """
    box = Chooser()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(LEAST)
    box.setMaxVisibleItems(MOST)
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box
