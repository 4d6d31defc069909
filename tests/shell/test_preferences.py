"""The sheet of settings is made when somebody asks for it."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from inspector.model.settings import SETTINGS, Settings
from inspector.shell.settings.preferences import SettingsSheet
from inspector.widgets.setting_row import SettingRow


def test_it_is_filled_once_when_it_is_first_opened(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    settings = Settings()
    sheet = SettingsSheet(window, settings)
    settings["theme"] = "dark"  # nobody is there to show it
    assert sheet.findChildren(SettingRow) == []
    for _ in range(2):
        sheet.open()
        assert [row.isVisible() for row in sheet.findChildren(SettingRow)] == [True] * len(
            SETTINGS
        )
        sheet.close_sheet()
    assert sheet.rows["theme"].control.currentData() == "dark"
