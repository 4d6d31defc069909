"""Another program writes to the file that is open here."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.model.sources.document import Document, save_document
from inspector.shell.documents.outside import Outside
from tests.support.windows import PRODUCT, Desk


@pytest.fixture
def path(desk: Desk, tmp_path: Path) -> Path:
    """The file of the program in the window."""
    path = tmp_path / "model.py"
    path.write_text(PRODUCT, encoding="utf-8")
    assert desk.inspector.files.open_path(path)
    return path


def outside(desk: Desk) -> Outside:
    """What watches the file."""
    (watching,) = desk.inspector.filing.findChildren(Outside)
    return watching


def press(desk: Desk, title: str) -> None:
    """Accept what the notice offers."""
    desk.inspector.window.notice.buttons[title].click()


def test_a_file_that_another_editor_saves_is_read_anew(desk: Desk, path: Path) -> None:
    path.write_text(PRODUCT + "print(y)\n", encoding="utf-8")
    desk.wait(lambda: desk.session.document.text.endswith("print(y)\n"))
    assert not desk.session.document.modified
    assert "read anew" in desk.notice
    fresh = path.with_suffix(".new")
    fresh.write_text("z = 1\n", encoding="utf-8")
    fresh.replace(path)  # as many editors save
    desk.wait(lambda: desk.session.document.text == "z = 1\n")


def test_what_was_typed_here_is_kept_until_a_person_has_chosen(desk: Desk, path: Path) -> None:
    desk.type("mine = 1\n")
    path.write_text("theirs = 1\n", encoding="utf-8")
    desk.wait(lambda: "and here too" in desk.notice)
    assert desk.session.document.text == "mine = 1\n"
    press(desk, "Keep what is here")
    assert desk.session.document.modified
    assert desk.inspector.files.save()
    assert path.read_text(encoding="utf-8") == "mine = 1\n"


def test_saving_does_not_write_over_what_another_has_written(desk: Desk, path: Path) -> None:
    desk.type("mine = 1\n")
    path.write_text("theirs = 1\n", encoding="utf-8")
    assert not desk.inspector.files.save()
    assert path.read_text(encoding="utf-8") == "theirs = 1\n"
    press(desk, "Write over it")
    assert path.read_text(encoding="utf-8") == "mine = 1\n"
    assert not desk.session.document.modified


def test_the_others_text_is_read_where_a_person_wants_it(desk: Desk, path: Path) -> None:
    desk.type("mine = 1\n")
    path.write_text("theirs = 1\n", encoding="utf-8")
    outside(desk).look()
    press(desk, "Read it anew")
    assert desk.session.document.text == "theirs = 1\n"
    assert not desk.session.document.modified


def test_a_file_that_is_gone_can_be_saved_again(desk: Desk, path: Path) -> None:
    path.unlink()
    desk.wait(lambda: "is gone" in desk.notice)
    assert desk.inspector.files.save()
    assert path.read_text(encoding="utf-8") == PRODUCT


def test_what_another_has_written_into_a_file_made_here_is_asked_about(
    desk: Desk, path: Path
) -> None:
    desk.inspector.trust.made.add(path)
    path.write_text("print(1)\n", encoding="utf-8")
    outside(desk).look()
    assert not desk.inspector.trust.given


def test_a_notebook_whose_cells_were_typed_without_blank_lines_stays_ones_own(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "model.ipynb"
    typed = "# %%\nx = 1\n# %% [markdown]\n# text\n# %%\ny = 2\n\n\n"
    save_document(Document("x = 1"), path)
    assert desk.inspector.files.open_path(path)
    desk.inspector.trust.allow()
    desk.type(typed)
    assert desk.inspector.files.save()
    outside(desk).look()
    assert desk.notice == ""
    assert desk.session.document.text == typed
    assert not desk.session.document.modified
    assert desk.inspector.trust.given
    desk.type(f"{typed}z = 3\n")
    assert desk.inspector.files.save()
    assert desk.notice == ""
