"""A film from the window: chosen in a sheet, made elsewhere, given up at any time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImageReader

from inspector.commands.registry import COMMANDS
from inspector.shell.documents.film_sheet import FORMATS, FilmSheet
from tests.support.hosts import FakeHost, product
from tests.support.windows import PRODUCT, Desk, desk, settings

__all__ = ["desk", "settings"]


@pytest.fixture
def sheet(desk: Desk) -> FilmSheet:
    desk.run(PRODUCT)
    desk.press(
        Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    )
    assert desk.inspector.film.isVisible()
    return desk.inspector.film


def choose(sheet: FilmSheet, ending: str) -> None:
    sheet.kind.setCurrentIndex([own for _, own in FORMATS].index(ending))


def test_a_range_of_steps_becomes_a_gif_while_the_window_goes_on(
    desk: Desk, sheet: FilmSheet, tmp_path: Path
) -> None:
    choose(sheet, ".gif")
    sheet.first.setValue(len(desk.session.recording) - 6)
    sheet.by.setCurrentIndex(2)
    sheet.pixels.setCurrentIndex(2)
    frames = int(sheet.count.text().split()[0])
    sheet.write(tmp_path / "film.gif")
    assert sheet.cancel.text() == "Cancel"
    desk.press(Qt.Key.Key_Home)  # the graph still steps
    desk.wait(lambda: not sheet.filming.working)
    assert desk.session.step == 0
    assert "film.gif is written" in desk.notice
    assert not sheet.isVisible()
    reader = QImageReader(str(tmp_path / "film.gif"))
    assert reader.imageCount() == frames
    assert (reader.size().width(), reader.size().height()) == (960, 540)


def test_a_film_has_the_groups_open_that_the_window_has(
    desk: Desk, sheet: FilmSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []
    monkeypatch.setattr(sheet.filming, "begin", lambda *all_: given.append(all_))
    desk.session.fold_all(False)
    sheet.write(tmp_path / "film.gif")
    ((*_, groups),) = given
    assert groups
    assert groups == desk.session.folding.chosen


def test_why_there_can_be_no_film_is_seen_above_the_button_that_waits(
    desk: Desk, sheet: FilmSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.export.cut.MOST", 2)
    desk.session.settings["font_scale"] = 1.6
    sheet.by.setCurrentIndex(1)
    assert "frames are more than the 2" in sheet.count.text()
    assert not sheet.make.isEnabled()
    desk.wait(lambda: sheet.count.height() >= sheet.count.heightForWidth(sheet.count.width()))
    assert sheet.count.visibleRegion().boundingRect() == sheet.count.rect()


def test_a_film_that_is_given_up_leaves_nothing(
    desk: Desk, sheet: FilmSheet, tmp_path: Path
) -> None:
    choose(sheet, ".svg")
    sheet.write(tmp_path / "made" / "film.svg")
    desk.wait(lambda: sheet.bar.value() > 0 or not sheet.filming.working)
    sheet.cancel.click()
    assert not sheet.filming.working
    assert sheet.make.isEnabled()
    assert sheet.cancel.text() == "Close"
    assert not (tmp_path / "made").exists()
    assert desk.notice == ""
    sheet.cancel.click()
    assert not sheet.isVisible()


def test_a_handout_is_one_page_whatever_its_steps(
    desk: Desk, sheet: FilmSheet, tmp_path: Path
) -> None:
    choose(sheet, "handout.svg")
    assert sheet.count.text() == "One page"
    assert sheet.ending == ".svg"
    sheet.write(tmp_path / "handout.svg")
    desk.wait(lambda: not sheet.filming.working)
    assert [path.name for path in tmp_path.glob("*.svg")] == ["handout.svg"]
    assert 'width="794"' in (tmp_path / "handout.svg").read_text(encoding="utf-8")


def test_the_sheet_offers_what_there_is_and_says_what_stands_in_the_way(
    desk: Desk, sheet: FilmSheet, tmp_path: Path
) -> None:
    sheet.first.setValue(9)
    sheet.last.setValue(4)
    assert "nothing from step 9 to step 4" in sheet.count.text()
    assert not sheet.make.isEnabled()
    sheet.first.setValue(4)
    assert sheet.make.isEnabled()
    assert "--theme" in sheet.options()
    choose(sheet, ".html")
    assert "--theme" not in sheet.options()  # a page follows its reader, and nothing else does
    assert not sheet.source.isEnabled()
    sheet.write(tmp_path / "no such folder" / "page.html")
    desk.wait(lambda: not sheet.filming.working)
    assert "cannot be written" in desk.notice
    choose(sheet, ".gif")
    assert sheet.theme.findData("") < 0


def test_a_run_that_goes_on_is_not_filmed() -> None:
    command = COMMANDS["file.export_film"]
    host = FakeHost(product())
    assert command.enabled(host)
    host.session.resume()
    assert not command.enabled(host)
    assert not command.enabled(FakeHost())
