"""A row that is switched on and off, with a number in its sentence where it needs one."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.widgets.flow import FlowLayout
from inspector.widgets.labels import plain

_INDENT = 26
"""How far what is below the first line stands in, in pixels: below the words, not the box."""
_SPACE = 4
"""Pixels between words."""
_INSET = 8
"""Pixels between a spin box's border and its number."""


def inset(box: QAbstractSpinBox) -> None:
    """Keep the number off its border: style sheets do not reach the line inside a spin box."""
    box.lineEdit().setTextMargins(_INSET, 0, 0, 0)


class Number(QDoubleSpinBox):
    """A number, written as short as it can be, and with a point as everywhere in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setLocale(QLocale.c())  # elsewhere 1.5 may be fifteen
        inset(self)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    def textFromValue(self, value: float) -> str:
        return f"{value:.12g}"


class _Word(QLabel):
    """A word of a switch's sentence: clicked, it switches."""

    def __init__(self, text: str, box: QCheckBox) -> None:
        super().__init__(text)
        self._box = box

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Do what the box does."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._box.click()


class SwitchRow(QWidget):
    """A check box with a sentence, an optional number in it, a remark, and a way to remove it.

    ``changed`` is emitted when a person switches it or changes the number, ``removed`` when they
    take it away.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, before: str, after: str = "", *, removable: bool = False) -> None:
        super().__init__()
        self._box = QCheckBox()
        self._box.setAccessibleName(f"{before.strip()} {after.strip()}".strip())
        self._number: QDoubleSpinBox | None = None
        self._remark = plain("", "fact-name")
        self._remark.setContentsMargins(_INDENT, 0, 0, 2)
        self._remark.hide()
        self._box.toggled.connect(self.changed)
        self._after = [_Word(word, self._box) for word in after.split()]
        words = QWidget()
        self._words = FlowLayout(words, _SPACE, _INDENT)
        self._words.addWidget(self._box)
        for word in (*(_Word(one, self._box) for one in before.split()), *self._after):
            self._words.addWidget(word)
        row = QHBoxLayout()
        row.addWidget(words, 1)
        if removable:
            row.addWidget(self._remover(before))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(row)
        lines.addWidget(self._remark)

    def ask_amount(self, amount: float, least: float, most: float) -> None:
        """Put a number, at first ``amount``, behind the words."""
        number = self._number = Number()
        number.setDecimals(0 if least else 3)
        number.setRange(least, most)
        number.setValue(amount)
        number.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        number.setAccessibleName(f"{self._box.accessibleName()} …")
        number.setFixedWidth(6 * number.fontMetrics().height())
        number.valueChanged.connect(self._amount_changed)
        for word in self._after:
            self._words.removeWidget(word)
        for widget in (number, *self._after):
            self._words.addWidget(widget)

    @property
    def checked(self) -> bool:
        """Whether it is switched on."""
        return self._box.isChecked()

    @property
    def amount(self) -> float:
        """The number in the sentence, 0 where there is none."""
        return self._number.value() if self._number is not None else 0.0

    @property
    def remark(self) -> str:
        """What is said below the sentence."""
        return self._remark.text()

    def click(self) -> None:
        """Click the check box, as a person does."""
        self._box.click()

    def tell(self, checked: bool, remark: str, amount: float | None = None) -> None:
        """Show a state without emitting ``changed``."""
        blocked = self.blockSignals(True)
        self._box.setChecked(checked)
        if self._number is not None and amount is not None:
            self._number.setValue(amount)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        self.blockSignals(blocked)

    def _amount_changed(self) -> None:
        if self.checked:
            self.changed.emit()

    def _remover(self, what: str) -> QToolButton:
        button = QToolButton()
        button.setText("×")
        button.setToolTip("Remove this breakpoint")
        button.setAccessibleName(f"Remove: {what}")
        button.setAutoRaise(True)
        button.clicked.connect(self.removed)
        return button
