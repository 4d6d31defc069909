"""One setting as a row: its title, a control that fits its values, and what it does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from inspector.model.settings import Range, Setting, Settings
from inspector.widgets.bounded_number import BoundedNumber
from inspector.widgets.labels import plain


class SettingRow(QWidget):
    """Shows the stored value of a setting, and stores what a person makes of it at once."""

    def __init__(self, setting: Setting, settings: Settings) -> None:
        super().__init__()
        self.setting, self._settings = setting, settings
        self.control = self._control()
        self.control.setAccessibleName(setting.title)
        self.control.setAccessibleDescription(setting.help)
        line = QHBoxLayout()
        line.addWidget(QLabel(setting.title), 1)
        if isinstance(self.control, QLineEdit):
            line.addWidget(self.control, 2)  # what is written in it may be long
        else:
            line.addWidget(self.control, 0, Qt.AlignmentFlag.AlignRight)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 6, 0, 6)
        rows.setSpacing(2)
        rows.addLayout(line)
        rows.addWidget(plain(setting.help, "fact-name"))
        self.refusal = plain("", "note-error")
        self.refusal.hide()
        rows.addWidget(self.refusal)
        self.show_value()

    def show_value(self) -> None:
        """Show what is stored, without storing it again."""
        value, control = self._settings[self.setting.key], self.control
        self._refuse("")
        blocked = control.blockSignals(True)
        if isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        elif isinstance(control, QComboBox):
            control.setCurrentIndex(control.findData(value))
        elif isinstance(control, QDoubleSpinBox):
            control.setValue(float(value))
        elif isinstance(control, QLineEdit):
            control.setText(str(value))
        control.blockSignals(blocked)

    def _store(self, value: bool | float | str) -> None:
        self._refuse("")
        self._settings[self.setting.key] = value

    def _refuse(self, why: str) -> None:
        """Say why what was typed was not taken over; with "" there is nothing to say."""
        self.refusal.setText(why)
        self.refusal.setVisible(bool(why))

    def _control(self) -> QWidget:
        setting = self.setting
        if setting.choices:
            return self._choice()
        if setting.range is not None:
            return self._number(setting.range)
        if isinstance(setting.default, bool):
            box = QCheckBox()
            # The room for words that it has not lies on the left: all controls end alike.
            box.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            box.toggled.connect(self._store)
            return box
        line = QLineEdit()
        line.editingFinished.connect(lambda: self._store(line.text()))
        return line

    def _choice(self) -> QComboBox:
        box = QComboBox()
        for choice in self.setting.choices:
            box.addItem(choice.title, choice.value)
        box.currentIndexChanged.connect(lambda: self._store(box.currentData()))
        return box

    def _number(self, allowed: Range) -> BoundedNumber:
        number = BoundedNumber()
        number.refused.connect(self._refuse)
        number.setDecimals(0 if allowed.step == int(allowed.step) else 2)
        number.setRange(allowed.low, allowed.high)
        number.setSingleStep(allowed.step)
        number.setKeyboardTracking(False)
        number.valueChanged.connect(self._store)
        return number
