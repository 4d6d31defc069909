"""The sheet of settings is made when somebody asks for it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QMainWindow,
    QStyle,
    QStyleOptionButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from inspector.model.settings import SETTINGS, Settings
from inspector.shell.settings.preferences import SettingsSheet
from inspector.theme.stylesheet import stylesheet
from inspector.theme.tokens import THEMES
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


def test_check_boxes_end_where_the_lists_do(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.setStyleSheet(stylesheet(THEMES["light"], 1.0))
    window.show()
    sheet = SettingsSheet(window, Settings())
    sheet.open()

    def end(control: QWidget) -> int:
        box = control.rect()
        if isinstance(control, QCheckBox):
            option, part = QStyleOptionButton(), QStyle.SubElement.SE_CheckBoxIndicator
            control.initStyleOption(option)
            box = control.style().subElementRect(part, option, control)
        return control.mapTo(sheet, QPoint(box.right(), 0)).x()

    lists = {
        end(row.control)
        for row in sheet.findChildren(SettingRow)
        if isinstance(row.control, QComboBox)
    }
    boxes = {
        end(row.control)
        for row in sheet.findChildren(SettingRow)
        if isinstance(row.control, QCheckBox)
    }
    assert len(lists) == len(boxes) == 1
    assert 0 <= lists.pop() - boxes.pop() <= 3  # the ring of the focus goes around the box
    sheet.close_sheet()
