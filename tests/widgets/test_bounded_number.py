"""A number out of bounds is refused with a sentence, and the one of before stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

from inspector.model.settings import SETTINGS, Settings
from inspector.widgets.bounded_number import BoundedNumber
from inspector.widgets.setting_row import SettingRow

KEY = "recorded_megabytes"


@pytest.fixture
def row(qtbot: QtBot) -> SettingRow:
    row = SettingRow(SETTINGS[KEY], Settings())
    qtbot.addWidget(row)
    return row


def enter(qtbot: QtBot, row: SettingRow, text: str) -> None:
    assert isinstance(row.control, BoundedNumber)
    row.control.selectAll()
    qtbot.keyClicks(row.control.lineEdit(), text)
    qtbot.keyClick(row.control.lineEdit(), Qt.Key.Key_Return)


@pytest.mark.parametrize("typed", ["-5", "1", "999999999999"])
def test_a_number_out_of_bounds_is_refused_with_a_sentence(
    qtbot: QtBot, row: SettingRow, typed: str
) -> None:
    before = row._settings[KEY]
    enter(qtbot, row, typed)
    assert row._settings[KEY] == before
    assert row.control.text() == f"{before:g}"
    assert row.refusal.text() == f"{typed} is not possible here: it takes 16 to 4,096."
    assert not row.refusal.isHidden()


def test_a_number_within_them_is_stored_and_ends_the_refusal(
    qtbot: QtBot, row: SettingRow
) -> None:
    enter(qtbot, row, "1")
    enter(qtbot, row, "512")
    assert row._settings[KEY] == 512
    assert row.refusal.isHidden()


@pytest.mark.parametrize("typed", ["1234567", "1,234,567"])
def test_a_long_number_is_stored_and_shown_to_its_last_digit(qtbot: QtBot, typed: str) -> None:
    settings = Settings()
    row = SettingRow(SETTINGS["recorded_steps"], settings)
    qtbot.addWidget(row)
    enter(qtbot, row, typed)
    assert settings["recorded_steps"] == 1234567
    assert isinstance(row.control, BoundedNumber)
    assert row.control.text() == "1,234,567"


@pytest.mark.parametrize(("typed", "stored"), [("1.25", 1.25), ("1,25", 1.0)])
def test_a_point_is_a_point_in_every_country(qtbot: QtBot, typed: str, stored: float) -> None:
    settings = Settings()
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        row = SettingRow(SETTINGS["speed"], settings)
    finally:
        QLocale.setDefault(before)
    qtbot.addWidget(row)
    enter(qtbot, row, typed)
    assert settings["speed"] == stored
    assert row.refusal.isHidden() == (stored != 1.0)
