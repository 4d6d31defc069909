"""A program that came with a recording from elsewhere does not run before somebody agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from inspector.model.recordings.files import save
from inspector.shell.documents import asking
from inspector.shell.documents.unsaved import packed
from inspector.shell.startup.opening import open_first
from tests.support.windows import PRODUCT, Desk


@pytest.fixture
def unsaved(tmp_path: Path) -> Path:
    """Where unsaved text is kept."""
    return tmp_path / "unsaved"


@pytest.fixture
def recording(desk: Desk, tmp_path: Path) -> Path:
    """A recording that was not written by this window."""
    desk.run(PRODUCT)
    path = tmp_path / "theirs.trace"
    save(desk.session.recording, path)
    return path


def test_running_what_a_recording_brought_is_asked_about(desk: Desk, recording: Path) -> None:
    assert desk.inspector.files.open_path(recording)
    shown = desk.session.recording
    desk.press(Qt.Key.Key_F5)
    assert "theirs.trace was not written here" in desk.notice
    assert desk.session.recording is shown
    desk.type(PRODUCT + "print(1)\n")
    assert not desk.inspector.trust.given
    desk.inspector.window.notice.buttons["Run once"].click()
    desk.wait(lambda: desk.session.recording is not shown and not desk.session.running)
    assert not desk.inspector.trust.given


def test_saving_it_as_a_program_makes_it_no_better(
    desk: Desk, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recording.with_name("now_a_program.py")
    monkeypatch.setattr(asking, "file_to_save", lambda *_: str(path))
    assert desk.inspector.files.open_path(recording)
    assert desk.inspector.files.save_as()
    assert not desk.inspector.trust.given


def test_a_recording_that_was_saved_here_runs_again_unasked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.trace"
    monkeypatch.setattr(asking, "file_to_save", lambda *_: str(path))
    desk.run(PRODUCT)
    desk.inspector.files.save_recording()
    assert desk.inspector.files.open_path(path)
    assert desk.inspector.trust.given


def test_what_is_typed_into_it_is_asked_about_once_and_not_run(
    desk: Desk, recording: Path
) -> None:
    assert desk.inspector.files.open_path(recording)
    shown = desk.session.recording
    desk.session.settings["run_as_typed"] = True
    desk.type(PRODUCT + "print(2)\n")
    desk.wait(lambda: "theirs.trace was not written here" in desk.notice)
    assert desk.session.recording is shown


def test_what_was_typed_into_it_is_asked_about_after_a_crash_too(
    desk: Desk, recording: Path, unsaved: Path
) -> None:
    assert desk.inspector.files.open_path(recording)
    desk.type(PRODUCT + "print(3)\n")
    (unsaved / "1-0.json").write_bytes(packed(desk.session.document))
    open_first(desk.inspector, None)
    assert desk.session.document.text.endswith("print(3)\n")
    assert not desk.inspector.trust.given
