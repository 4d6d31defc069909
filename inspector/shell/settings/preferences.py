"""The sheet of settings: a row for each that is declared."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.model.settings import SETTINGS, Settings
from inspector.shell.frame.overlay import Overlay
from inspector.widgets.labels import unbroken
from inspector.widgets.scrolled import scrolled
from inspector.widgets.setting_row import SettingRow


class SettingsSheet(Overlay):
    """Every setting there is, read from the table of settings; a change holds at once.

    It is filled when it is first opened: nearly a fifth of the window's widgets, which would have
    to be made at every start, and dressed with every theme.
    """

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window, QSize(620, 640))
        self._settings = settings
        self.rows: dict[str, SettingRow] = {}
        self._unlink = settings.changed.connect(self._changed)
        self.destroyed.connect(self._unlink)

    def open(self) -> None:
        """Show it with the values of now."""
        if not self.rows:
            self._fill()
        for row in self.rows.values():
            row.show_value()
        super().open()

    def _fill(self) -> None:
        self.rows = {key: SettingRow(one, self._settings) for key, one in SETTINGS.items()}
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        for row in self.rows.values():
            column.addWidget(row)
        column.addStretch(1)
        done = QPushButton("Close")
        done.clicked.connect(self.close_sheet)
        defaults = QPushButton("Restore defaults")
        defaults.setToolTip("Give every setting the value it had at first")
        defaults.clicked.connect(self.put_back)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(defaults)
        buttons.addWidget(done)
        column = QVBoxLayout(self)
        column.addWidget(unbroken("Settings", "sentence"))
        column.addWidget(scrolled(page, "Settings"), 1)
        column.addLayout(buttons)
        self.setFocusProxy(next(iter(self.rows.values())).control)

    def put_back(self) -> None:
        """Give every setting its default."""
        for key, setting in SETTINGS.items():
            self._settings[key] = setting.default

    def _changed(self, key: str) -> None:
        if self.isVisible():
            self.rows[key].show_value()
