"""The lessons say exactly what PyTorch says, and together all that the user's notes say."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

from inspector.model.lessons.lesson import CHAPTERS
from inspector.model.lessons.lesson_check import problems_of_run, problems_of_text
from inspector.model.lessons.lesson_text import read_lesson
from inspector.model.recordings.events import Op
from inspector.model.recordings.recording import Recording
from inspector.shell.documents.lessons import lessons
from tests.runner.running import record_all
from tests.support.lessons import (
    PATHS,
    Lesson,
    engine_as_torch,
    lesson,
    on_the_engine,
    on_torch,
    said,
)
from tests.support.notes import STATEMENTS, Statement

every_lesson = pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])


@every_lesson
def test_a_lesson_prints_warns_and_fails_exactly_as_on_pytorch(path: Path) -> None:
    assert on_the_engine(path) == on_torch(path)


@every_lesson
def test_a_lesson_has_a_title_and_explains_itself(path: Path) -> None:
    shown = lesson(path)
    assert 0 < len(shown.title) <= 72
    assert not shown.title.endswith(".")
    assert len(re.findall(r"[.!?:](?=\s|$)", shown.explanation)) >= 2
    assert "import torch" in shown.code


@every_lesson
def test_only_lessons_that_say_so_end_in_an_error(path: Path) -> None:
    said = read_lesson(path.read_text(encoding="utf-8")).lesson.fails
    assert (on_the_engine(path).failed is not None) == said


@every_lesson
def test_a_lesson_has_an_aim_words_for_its_steps_and_questions_that_its_own_run_answers(
    path: Path,
) -> None:
    read = read_lesson(path.read_text(encoding="utf-8"))
    assert problems_of_text(read) == []
    assert problems_of_run(read.lesson, recorded(read.lesson.program)) == []


def test_the_course_has_ten_chapters_in_order_and_ten_broken_programs() -> None:
    course = lessons()
    chapters = list(dict.fromkeys(entry.chapter for entry in course))
    assert chapters == list(CHAPTERS)
    assert len(course) >= 32
    assert sum(entry.title.startswith("Clinic") for entry in course) == 10


def test_a_lesson_has_the_same_number_in_its_folder_as_in_the_course() -> None:
    numbers = [int(entry.path.name[:2]) for entry in lessons()]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda one: f"{one.lesson}: {one.says}")
def test_the_notes_are_covered_statement_by_statement(statement: Statement) -> None:
    path = next(path for path in PATHS if path.name.startswith(statement.lesson))
    assert missing(statement, lesson(path), path) == []


def recorded(program: str) -> Recording:
    """A lesson's run, made in this process; it ends as it would in its own."""
    recording = Recording(program)
    with engine_as_torch(), said(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recording.extend(record_all(program))
    return recording


def missing(statement: Statement, shown: Lesson, path: Path) -> list[str]:
    """What the statement asks of its lesson and does not find there."""
    done = on_the_engine(path)
    failed = f"{done.failed[0]}: {done.failed[1]}" if done.failed else ""
    places = (
        (statement.told, " ".join(f"{shown.title} {shown.explanation}".split())),
        (statement.code, shown.code),
        (statement.printed, done.printed),
        (statement.failed, failed),
    )
    return [text for texts, place in places for text in texts if text not in place]


def test_a_layer_has_as_many_operations_as_its_lesson_says() -> None:
    (path,) = (one for one in PATHS if one.name.startswith("34"))
    source = path.read_text(encoding="utf-8")
    assert "more than forty operations each" in source
    line = source.split("\n").index("hidden = encoder(words)") + 1
    with engine_as_torch(), said():
        events = record_all(source)
    ops = [one for one in events if isinstance(one, Op) and one.line == line]
    assert 40 < len(ops) / 3 < 50
