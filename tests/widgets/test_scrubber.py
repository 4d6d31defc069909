"""The timeline as a slider: bands, drags, keys, bookmarks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector.model.moments.bands import Band
from inspector.model.moments.navigation import Thinned
from inspector.theme.tokens import LIGHT, THEMES, Theme
from inspector.widgets.scrubber import Scrubber
from tests.support.staging import Show

BANDS = (Band("forward", 0, 10, 3), Band("backward", 10, 18, 5), Band("zero", 19, 20, 0))


@pytest.fixture
def scrubber(show: Show) -> Scrubber:
    made = Scrubber()
    made.show_run(BANDS, 20, 4)
    show(made, 400, 48)
    return made


def moved(scrubber: Scrubber) -> list[int]:
    steps: list[int] = []
    scrubber.valueChanged.connect(steps.append)
    return steps


def test_showing_a_run_is_not_a_move_of_the_person(scrubber: Scrubber) -> None:
    steps = moved(scrubber)
    scrubber.show_run(BANDS, 30, 12)
    assert steps == []
    assert (scrubber.value(), scrubber.maximum()) == (12, 30)


def test_a_press_and_a_drag_move_the_step(scrubber: Scrubber) -> None:
    steps = moved(scrubber)
    places = [QPoint(int(scrubber.x_of(step)), 20) for step in (7, 15)]
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(scrubber, places[1])
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=places[1])
    assert steps[0] == 7
    assert steps[-1] == 15


def test_a_drag_beyond_the_ends_stays_at_the_ends(scrubber: Scrubber) -> None:
    assert scrubber.step_at(-100) == 0
    assert scrubber.step_at(10_000) == 20


@pytest.mark.parametrize(
    ("key", "step"),
    [
        (Qt.Key.Key_Left, 3),
        (Qt.Key.Key_Right, 5),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 20),
        (Qt.Key.Key_PageDown, 6),
    ],
)
def test_keys_move_the_step(scrubber: Scrubber, key: Qt.Key, step: int) -> None:
    QTest.keyClick(scrubber, key)
    assert scrubber.value() == step


def test_the_wheel_moves_by_single_steps(qtbot: QtBot, scrubber: Scrubber) -> None:
    for turn in (-120, -120, 120):
        middle = QPointF(scrubber.rect().center())
        event = QWheelEvent(
            middle,
            middle,
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(scrubber, event)
    assert scrubber.value() == 5


def test_a_screen_reader_is_told_the_step_and_its_band(scrubber: Scrubber) -> None:
    scrubber.show_run(BANDS, 20, 12)
    told = QAccessible.queryAccessibleInterface(scrubber)
    assert told.role() == QAccessible.Role.Slider
    assert told.text(QAccessible.Text.Description) == "Step 12 of 20, backward, line 5"
    scrubber.show_bookmarks((12,))
    scrubber.show_run(BANDS, 20, 12)
    assert told.text(QAccessible.Text.Description) == "Step 12 of 20, backward, line 5, bookmarked"


def test_a_bookmark_is_seen_on_the_track_until_it_is_let_go(scrubber: Scrubber) -> None:
    scrubber.show_run((), 20, 0)
    seen = []
    for steps in ((), (7,), ()):
        scrubber.show_bookmarks(steps)
        picture = scrubber.grab().toImage()
        x = int(scrubber.x_of(7) * picture.devicePixelRatio())
        column = {picture.pixelColor(x, y).name() for y in range(picture.height())}
        seen.append(LIGHT.accent.lower() in column)
    assert seen == [False, True, False]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_each_band_has_its_colour(scrubber: Scrubber, theme: Theme) -> None:
    scrubber.set_theme(theme)
    scrubber.show_run((Band("forward", 0, 10, 0), Band("update", 10, 20, 0)), 20, 20)
    picture = scrubber.grab().toImage()
    bottom = scrubber.height() // 2 + 8
    for step, role in ((1, "band_forward"), (19, "band_update")):
        x = int((scrubber.x_of(step)) * picture.devicePixelRatio())
        y = int(bottom * picture.devicePixelRatio())
        assert picture.pixelColor(x, y).name() == theme.colour(role)


def test_thousands_of_bands_are_layers_as_thick_as_their_shares(scrubber: Scrubber) -> None:
    bands = [Band("backward" if n % 2 else "forward", n, n + 1, n) for n in range(20_000)]
    scrubber.show_run(bands, 20_000, 10_000)
    assert scrubber.band_at(10_000) == bands[9_999]
    scrubber.setValue(20_000)
    picture = scrubber.grab().toImage()
    ratio, theme = picture.devicePixelRatio(), LIGHT
    middle, left = scrubber.height() / 2, round(scrubber.x_of(10_000) * ratio)
    below = {picture.pixelColor(left + n, round((middle + 6) * ratio)).name() for n in range(9)}
    above = {picture.pixelColor(left + n, round((middle - 6) * ratio)).name() for n in range(9)}
    assert below == {theme.colour("band_forward")}, "half of the steps, half of the height"
    assert theme.colour("band_forward") not in above


def test_where_not_everything_was_recorded_is_marked_and_said(
    scrubber: Scrubber, qtbot: QtBot
) -> None:
    whole = scrubber.grab().toImage()
    scrubber.show_thinned((Thinned(12, "most turns of the loop in line 4"),))
    assert scrubber.grab().toImage() != whole
    assert "from step 12 on" in scrubber.toolTip()
    assert "loop in line 4" in scrubber.toolTip()
    scrubber.show_run(BANDS, 20, 11)
    assert "not all" not in scrubber.accessibleDescription()
    scrubber.show_run(BANDS, 20, 13)
    assert "not all is recorded here" in scrubber.accessibleDescription()
