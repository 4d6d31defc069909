"""What is remembered, and what is kept of text that was never saved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject
from pytestqt.qtbot import QtBot

from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.model.sources.document import Document
from inspector.shell.documents.unsaved import Unsaved, discard
from inspector.shell.settings.memory import RECENT, Memory


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def test_settings_and_place_come_back_next_time(qtbot: QtBot, file: Path) -> None:
    settings = Settings()
    settings["theme"] = "dark"
    settings["speed"] = 2.0
    first = Memory(file)
    first.keep_settings(settings.as_dict())
    first.keep_place(QByteArray(b"here"), QByteArray(b"so"))
    del first
    again = Memory(file)
    assert Settings(again.settings()).as_dict() == settings.as_dict()
    assert again.place() == (QByteArray(b"here"), QByteArray(b"so"))


def test_a_damaged_settings_file_gives_the_defaults(qtbot: QtBot, file: Path) -> None:
    file.write_text('[General]\nsettings="{broken"\n', encoding="utf-8")
    assert Settings(Memory(file).settings()).as_dict() == Settings().as_dict()


def test_recent_files_are_few_and_the_newest_comes_first(qtbot: QtBot, file: Path) -> None:
    memory = Memory(file)
    paths = [file.parent / f"{number}.py" for number in range(RECENT + 3)]
    for path in [*paths, paths[5]]:
        memory.keep_recent(path)
    assert memory.recent()[:2] == [paths[5], paths[-1]]
    assert len(memory.recent()) == RECENT


def test_the_file_that_was_open_is_known_next_time(qtbot: QtBot, file: Path) -> None:
    assert Memory(file).left_open() is None
    Memory(file).keep_open(file.parent / "model.py")
    assert Memory(file).left_open() == file.parent / "model.py"
    Memory(file).keep_open(None)
    assert Memory(file).left_open() is None


class Life:
    """One window's text: typed, kept, and ended well or badly."""

    def __init__(self, folder: Path) -> None:
        self.owner = QObject()
        self.session = Session()
        self.unsaved = Unsaved(self.session, folder, self.owner)

    def type(self, text: str) -> None:
        self.session.edit(text)
        self.unsaved.keep()

    def crash(self) -> None:
        self.unsaved._lock.unlock()
        self.unsaved._timer.stop()


def test_text_that_cannot_be_kept_disturbs_nobody(qtbot: QtBot, tmp_path: Path) -> None:
    life = Life(tmp_path / "kept")
    shutil.rmtree(tmp_path / "kept")
    (tmp_path / "kept").write_text("")
    life.type("x = 1")
    assert life.unsaved.left() == []


def test_text_of_a_crashed_window_is_found_by_the_next(qtbot: QtBot, tmp_path: Path) -> None:
    first = Life(tmp_path)
    first.type("x = 1")
    first.crash()
    second = Life(tmp_path)
    assert [kept.text for kept in second.unsaved.left()] == ["x = 1"]
    discard(second.unsaved.left()[0])
    assert second.unsaved.left() == []
    second.unsaved.close()


def test_text_of_a_window_that_lives_is_not_offered(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = Life(tmp_path), Life(tmp_path)
    first.type("x = 1")
    assert second.unsaved.left() == []
    first.unsaved.close()
    second.unsaved.close()


def test_a_window_that_ends_well_leaves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    first = Life(tmp_path)
    first.type("x = 1")
    first.unsaved.close()
    assert list(tmp_path.glob("*.json")) == []


def test_text_put_aside_is_found_with_its_path(qtbot: QtBot, tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.unsaved.put_aside(Document("y = 2", tmp_path / "y.py", "y = 1"))
    life.unsaved.put_aside(Document("saved", None, "saved"))
    (kept,) = life.unsaved.left()
    assert (kept.text, kept.path) == ("y = 2", tmp_path / "y.py")
    life.unsaved.close()


def test_a_damaged_kept_file_is_passed_over(qtbot: QtBot, tmp_path: Path) -> None:
    life = Life(tmp_path)
    for number, text in enumerate(["", "[]", json.dumps({"text": 1})]):
        (tmp_path / f"aside-{number}.json").write_text(text, encoding="utf-8")
    assert life.unsaved.left() == []
    life.unsaved.close()


def test_text_that_is_being_typed_is_kept_by_itself(qtbot: QtBot, tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.session.edit("z = 3")
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("*.json"))))
    life.unsaved.close()
