"""The lessons as the menu finds them."""

from __future__ import annotations

from pathlib import Path

from inspector.shell.documents.lessons import lessons


def test_a_lesson_is_called_by_the_first_line_of_its_docstring(tmp_path: Path) -> None:
    (tmp_path / "02.py").write_text('"""Second.\n\nMore."""\n', encoding="utf-8")
    (tmp_path / "01.py").write_text('"""First of all"""\n', encoding="utf-8")
    (tmp_path / "03.py").write_text("x = 1\n", encoding="utf-8")
    assert [lesson.title for lesson in lessons(tmp_path)] == ["First of all", "Second", "03"]


def test_every_bundled_lesson_has_a_title_of_its_own() -> None:
    titles = [lesson.title for lesson in lessons()]
    assert len(set(titles)) == len(titles)
