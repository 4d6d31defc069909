"""Which programs run without a question: what was written here, unchanged, and trusted folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inspector.model.session import Session
from inspector.model.sources.document import Document
from inspector.shell.execution.trust import Trust
from inspector.shell.frame.notice import Notice
from inspector.shell.settings.memory import Memory


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "model.py"
    path.write_text("print(1)\n", encoding="utf-8")
    return path


def opened(qtbot: QtBot, program: Path, file: Path) -> Trust:
    """Another time at the window, with the program open."""
    session, notice = Session(), Notice()
    qtbot.addWidget(notice)
    session.open_document(Document("print(1)\n", program, "print(1)\n"))
    return Trust(session, notice, Memory(file))


def test_a_program_that_was_saved_here_is_trusted_the_next_time(
    qtbot: QtBot, program: Path, tmp_path: Path
) -> None:
    file = tmp_path / "settings.ini"
    assert not opened(qtbot, program, file).given
    opened(qtbot, program, file).wrote(None, program)
    assert opened(qtbot, program, file).given


def test_one_that_somebody_else_has_changed_since_is_not(
    qtbot: QtBot, program: Path, tmp_path: Path
) -> None:
    file = tmp_path / "settings.ini"
    opened(qtbot, program, file).wrote(None, program)
    program.write_text("import os\n", encoding="utf-8")
    later = opened(qtbot, program, file)
    assert not later.given
    assert not later.may_run(lambda: None)


def test_saving_what_is_not_trusted_makes_it_no_better(
    qtbot: QtBot, program: Path, tmp_path: Path
) -> None:
    file = tmp_path / "settings.ini"
    opened(qtbot, program, file).wrote(program, program)
    assert not opened(qtbot, program, file).given
