"""Settings changed in the window hold at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QWidget

from inspector.model.settings import SETTINGS
from inspector.shell.frame.overlay import Overlay
from inspector.shell.settings.preferences import SettingsSheet
from tests.support.windows import PRODUCT, Desk

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sheet(desk: Desk) -> SettingsSheet:
    desk.run(PRODUCT)
    desk.press(Qt.Key.Key_Comma, CONTROL)
    found = desk.inspector.window.findChild(SettingsSheet)
    assert found.isVisible()
    return found


def test_every_setting_has_a_row_whose_changes_hold_at_once_and_can_be_put_back(
    desk: Desk, sheet: SettingsSheet
) -> None:
    assert set(sheet.rows) == set(SETTINGS)
    theme = sheet.rows["theme"].control
    assert isinstance(theme, QComboBox)
    assert theme.currentData() == desk.session.settings["theme"]
    assert all(row.control.accessibleName() for row in sheet.rows.values())
    view = sheet.rows["view"].control
    assert isinstance(view, QComboBox)
    view.setCurrentIndex(view.findData("tensors"))
    assert desk.session.settings["view"] == "tensors"
    desk.session.settings["reduced_motion"] = (
        False  # which is shown though it is changed elsewhere
    )
    motion = sheet.rows["reduced_motion"].control
    assert isinstance(motion, QCheckBox)
    assert not motion.isChecked()
    speed = sheet.rows["speed"].control
    assert isinstance(speed, QDoubleSpinBox)
    speed.setValue(99)
    assert desk.session.settings["speed"] == speed.maximum() == 8.0
    sheet.put_back()
    assert desk.session.settings.as_dict() == {
        key: setting.default for key, setting in SETTINGS.items()
    }
    desk.bot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()


def click(widget: QWidget) -> None:
    """Click where a mouse does: in the window, which finds the widget."""
    window = widget.window()
    place = widget.mapTo(window, QPoint(5, 5))
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)


class Listening(Overlay):
    """A sheet that writes down whose events it hears of."""

    def __init__(self, window: QWidget) -> None:
        self.heard: set[QObject] = set()
        super().__init__(window, QSize(300, 200))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        self.heard.add(watched)
        return super().eventFilter(watched, event)


def test_an_open_sheet_hears_no_event_of_other_widgets(desk: Desk) -> None:
    window = desk.inspector.window
    sheet = Listening(window)
    sheet.open()
    desk.session.settings["theme"] = "dark"
    desk.rest()
    sheet.close_sheet()
    assert sheet.heard <= {window, window.windowHandle()}


def test_a_click_beside_the_sheet_puts_it_away_whatever_is_there(
    desk: Desk, sheet: SettingsSheet
) -> None:
    inspector = desk.inspector
    for beside in (inspector.editor.viewport(), inspector.canvas, inspector.window.toolbar):
        sheet.open()
        click(sheet.rows["minimap"].control)
        assert sheet.isVisible(), "a click on the sheet is none beside it"
        click(beside)
        assert sheet.isHidden(), beside


def test_another_theme_is_put_on_once_though_it_also_writes_at_another_size(desk: Desk) -> None:
    window, worn = desk.inspector.window, list[str]()

    class Watching(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.StyleChange:
                worn.append(desk.session.settings["theme"])
            return super().eventFilter(watched, event)

    window.resize(1280, 720)
    watching = Watching(window)
    window.installEventFilter(watching)
    for theme in ("projector", "dark"):
        before = desk.session.type_scale
        desk.session.settings["theme"] = theme
        assert desk.session.type_scale != before
    window.removeEventFilter(watching)
    assert worn == ["projector", "dark"]
