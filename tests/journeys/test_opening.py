"""Another program takes the place of one: what goes with it, and what was left comes back."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from inspector.model.moments.breakpoints import Breakpoint
from inspector.model.recordings.files import save
from inspector.model.sources.document import Document
from inspector.shell.documents import asking
from inspector.shell.documents.unsaved import packed
from inspector.shell.filing import CRASHED, NOTHING_LEFT
from inspector.shell.startup.opening import open_first
from tests.support.hosts import product
from tests.support.recordings import chain
from tests.support.windows import PRODUCT, Desk


@pytest.fixture
def unsaved(tmp_path: Path) -> Path:
    """A folder in which another window has left something."""
    folder = tmp_path / "unsaved"
    folder.mkdir()
    (folder / "aside-0.json").write_text('{"text": "x = 1", "path": null}', encoding="utf-8")
    return folder


def test_text_without_a_file_is_there_again_at_the_start(desk: Desk) -> None:
    open_first(desk.inspector, None)
    assert desk.session.document.text == "x = 1"
    assert desk.session.document.modified
    assert desk.notice == ""


def test_what_was_typed_in_windows_that_were_killed_is_back_and_that_is_told(
    desk: Desk, unsaved: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_bytes(b"\xff\x00")
    for number, (text, path) in enumerate([("z = 3", broken), ("y = 2", None)]):
        file = unsaved / f"1-{number}.json"
        file.write_bytes(packed(Document(text, path)))
        os.utime(file, (10**9 + number, 10**9 + number))
    (unsaved / "aside-0.json").unlink()
    open_first(desk.inspector, None)
    assert desk.session.document.text == "y = 2"
    assert desk.notice.startswith(f"{CRASHED} The unsaved text of broken.py")
    desk.inspector.window.notice.buttons["Bring it back"].click()
    assert desk.session.document == Document("z = 3", broken, "")
    assert [kept.text for kept in desk.inspector.filing.unsaved.left()] == ["y = 2"]


def test_text_is_offered_once_by_itself_and_then_by_the_menu(desk: Desk, unsaved: Path) -> None:
    notice, act = desk.inspector.window.notice, desk.inspector.actions.by_id
    (left,) = desk.inspector.filing.unsaved.left()
    desk.inspector.filing.offer_kept()
    assert "was kept" in desk.notice
    notice.clear()
    desk.inspector.filing.offer_kept()  # as the next window does
    assert desk.notice == ""
    act["file.bring_back"].trigger()
    notice.buttons["Bring it back"].click()
    assert desk.session.document.text == left.text
    act["file.bring_back"].trigger()
    assert desk.notice == NOTHING_LEFT


def test_text_that_is_thrown_away_makes_room_for_what_was_left_before(
    desk: Desk, unsaved: Path
) -> None:
    (unsaved / "1-0.json").write_bytes(packed(Document("y = 2", Path("model.py"))))
    desk.inspector.filing.offer_kept()
    assert desk.notice == "The unsaved text of model.py was kept."
    assert desk.inspector.filing.unsaved.left()[0].path == Path.cwd() / "model.py"
    desk.inspector.window.notice.buttons["Throw it away"].click()
    assert "a program without a name" in desk.notice
    desk.inspector.window.notice.buttons["Throw it away"].click()
    assert desk.notice == ""


def test_the_lesson_or_the_file_that_was_open_is_open_again(desk: Desk, tmp_path: Path) -> None:
    desk.inspector.files.open_lesson(6)
    lesson = desk.inspector.filing.open_now
    path = tmp_path / "model.py"
    path.write_text("y = 2", encoding="utf-8")
    open_first(desk.inspector, None, path)
    assert desk.session.document.text == "y = 2"
    assert desk.inspector.filing.open_now == path
    open_first(desk.inspector, None, lesson)
    assert desk.session.classroom.place == 6


def test_where_what_was_open_is_gone_the_course_begins(desk: Desk, tmp_path: Path) -> None:
    open_first(desk.inspector, None, tmp_path / "gone.py")
    assert desk.session.classroom.place == 0
    assert "unsaved text" in desk.notice


def test_what_another_window_left_is_offered_beside_a_file(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text("y = 2", encoding="utf-8")
    open_first(desk.inspector, path)
    assert "unsaved text" in desk.notice
    desk.inspector.window.notice.buttons["Bring it back"].click()
    assert desk.session.document.text == "x = 1"
    assert desk.session.document.modified


def test_a_file_that_cannot_be_opened_at_the_start_is_told_first(
    desk: Desk, tmp_path: Path
) -> None:
    open_first(desk.inspector, tmp_path / "nothing.py")
    assert "nothing.py" in desk.notice


def test_the_lines_at_which_one_program_holds_are_not_those_of_the_next(
    desk: Desk, tmp_path: Path
) -> None:
    desk.type(PRODUCT)
    line, anywhere = Breakpoint("line", 5), Breakpoint("defect")
    for one in (line, anywhere):
        desk.session.toggle_breakpoint(one)
    desk.rest()
    remove = desk.inspector.actions.by_id["breaks.remove_all"]
    assert remove.isEnabled()
    path = tmp_path / "other.py"
    path.write_text("print(1)\n", encoding="utf-8")
    desk.inspector.files.open_path(path)
    assert desk.session.breakpoints == (anywhere,)
    desk.session.set_breakpoints(())
    desk.rest()
    assert not remove.isEnabled()


def test_a_recording_is_called_as_the_program_that_ran(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "kept.trace"
    run = product()
    run.name = "model.py"
    save(run, path)
    desk.inspector.files.open_path(path)
    desk.rest()
    assert desk.inspector.window.windowTitle().startswith("model.py (recording)")
    desk.inspector.files.new()
    desk.rest()
    assert desk.inspector.window.windowTitle().startswith("Untitled")


def test_a_new_program_runs_as_it_is_typed_where_that_is_wanted(desk: Desk) -> None:
    desk.session.settings["run_as_typed"] = True
    desk.inspector.files.new()
    desk.type("a = 1\n")
    desk.wait(lambda: desk.session.recording.complete)
    assert desk.session.recording.source == "a = 1\n"


def test_a_new_program_can_be_typed_at_once(desk: Desk) -> None:
    desk.run("import torch\n")
    desk.inspector.canvas.setFocus()
    desk.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    desk.wait(desk.inspector.editor.hasFocus)
    assert desk.session.document.text == ""


def test_the_collector_never_looks_through_what_was_opened(desk: Desk, tmp_path: Path) -> None:
    path, looked_at = tmp_path / "long.trace", list[int]()
    save(chain(4_000), path)
    gc.collect()

    def began(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            looked_at.append(gc.get_count()[0])

    gc.callbacks.append(began)
    try:
        desk.inspector.files.open_path(path)
        desk.wait(lambda: len(desk.session.recording) > 8_000)
        made = [[number] for number in range(2_000)]  # whatever comes next lets it begin
    finally:
        gc.callbacks.remove(began)
    assert looked_at
    assert max(looked_at) < len(made) + 1_000


def test_a_file_is_proposed_by_the_name_of_the_program_or_of_the_lesson(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def ask(_window: object, _title: str, start: str, _kinds: str) -> str:
        proposed.append(Path(start).name)
        return ""

    monkeypatch.setattr(asking, "file_to_save", ask)
    desk.type(PRODUCT)
    desk.inspector.files.save_as()
    desk.inspector.files.new_lesson()
    desk.inspector.files.save_as()
    (tmp_path / "net.py").write_text(PRODUCT)
    desk.inspector.files.open_path(tmp_path / "net.py")
    for ask_for in ("save_as", "save_recording", "export_picture"):
        getattr(desk.inspector.files, ask_for)()
    sheet = desk.inspector.film
    for place in (0, sheet.kind.findText("One-page handout (PDF)")):
        sheet.kind.setCurrentIndex(place)
        sheet._ask()
    lesson = "the_title_of_the_lesson.py"
    assert proposed == [
        "program.py",
        lesson,
        "net.py",
        "net.trace",
        "net.svg",
        "net.gif",
        "net-handout.pdf",
    ]
