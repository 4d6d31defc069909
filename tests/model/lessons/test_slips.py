"""What a teacher mistypes is said, and not passed over in silence."""

from __future__ import annotations

from inspector.model.lessons.lesson_check import problems_of_run, problems_of_text, told
from inspector.model.lessons.lesson_text import read_lesson
from inspector.model.recordings.recording import Recording
from tests.runner.running import record_all

LESSON = '''"""Slopes multiply

Chapter: {chapter}
Aim: Multiply slopes.
{more}
The text.
"""
#: A leaf.
x = torch.tensor(2.0, requires_grad=True)
y = x * 3
#? Three times as fast. What is x.grad?
#= {answer}
y.backward()
'''


def said(chapter: str = "Scalars", more: str = "", answer: str = "x.grad") -> list[str]:
    """What is wrong with a lesson, with its text or else with its run."""
    read = read_lesson(LESSON.format(chapter=chapter, more=more, answer=answer))
    found = problems_of_text(read)
    if not found:
        recording = Recording(read.lesson.program)
        recording.extend(record_all(read.lesson.program))
        found = problems_of_run(read.lesson, recording)
    return [told("l.py", problem) for problem in found]


def test_a_lesson_without_slips_has_no_faults() -> None:
    assert said() == []
    assert said(chapter="My own course", answer="3") == []


def test_a_header_that_is_none_is_not_taken_for_a_part_of_the_aim() -> None:
    (only,) = said(more="Level: hard\n")
    assert only.startswith("l.py:5: Level is not a header; it was read as part of the one above")


def test_a_chapter_that_is_nearly_one_of_the_courses_is_asked_about() -> None:
    (only,) = said(chapter="Scalers")
    assert only.startswith("l.py:1: The course has no chapter “Scalers”. Write “Chapter: Scalars”")


def test_an_answer_that_the_run_contradicts_is_found() -> None:
    assert said(answer="4 | Three times.") == [
        "l.py:11: In the run x.grad is 3, and the answer says 4. Write “#= x.grad”."
    ]
