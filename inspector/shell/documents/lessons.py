"""The lessons that travel with the program, in the order of the course."""

from __future__ import annotations

from pathlib import Path

from inspector.assets import LESSONS
from inspector.model.lessons.classroom import Entry
from inspector.model.lessons.lesson import CHAPTERS
from inspector.model.lessons.lesson_text import header_of


def lessons(folder: Path = LESSONS) -> tuple[Entry, ...]:
    """Every lesson: chapter by chapter, in each by the names of the files."""
    return tuple(sorted(map(entry, sorted(folder.glob("*.py"))), key=chapter_number))


def entry(path: Path) -> Entry:
    """One lesson as a list shows it; its file's name where it has no title."""
    title, chapter = header_of(path.read_text(encoding="utf-8"))
    return Entry(title or path.stem, path, chapter)


def chapter_number(one: Entry) -> int:
    """The place of a lesson's chapter in the course; after all others where it is none."""
    return CHAPTERS.index(one.chapter) if one.chapter in CHAPTERS else len(CHAPTERS)
