"""A lesson speaks about the step that is shown, and asks when its line is reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.model.lessons.classroom import OUTSIDE, Classroom, Entry
from inspector.model.lessons.lesson import Lesson
from inspector.model.lessons.lesson_text import read_lesson
from inspector.model.lessons.narration import aligned
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Accumulate, NodeBackward
from inspector.model.recordings.recording import Recording
from inspector.model.sources.document import Document
from tests.runner.running import record_all
from tests.support.lessons import engine_as_torch, said

TEXT = '''"""Product

Aim: Two factors.
"""
import torch
#: A leaf.
x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(5.0, requires_grad=True)
#: The product.
#? What is y?
#= y | Two times five.
y = x * w
#: Back.
#: [MulBackward0] Each gets the other.
#: [x.grad] It arrives.
#? x.grad?
#= x.grad
#? Which factor gets 2?
#- x | That is its own.
#+ w | The other one.
y.backward()
#? At the end: the slope for x = 7?
#= 5
'''


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(TEXT).lesson


@pytest.fixture(scope="module")
def recording(lesson: Lesson) -> Recording:
    return recorded(lesson.program)


def recorded(source: str) -> Recording:
    made = Recording(source)
    with engine_as_torch(), said():
        made.extend(record_all(source))
    return made


@pytest.fixture
def classroom(lesson: Lesson) -> Classroom:
    made = Classroom()
    made.teach(lesson, 0)
    return made


def words(classroom: Classroom, recording: Recording, step: int) -> str:
    note = classroom.note(Moment(recording, step))
    return "" if note is None else note.text


def test_the_words_change_as_one_steps_and_one_kind_of_step_has_its_own(
    classroom: Classroom, recording: Recording
) -> None:
    told = [words(classroom, recording, step) for step in range(len(recording) + 1)]
    assert list(dict.fromkeys(told)) == [
        "", "A leaf.", "The product.", "Back.", "Each gets the other.", "It arrives.",
    ]  # fmt: skip
    at_node = recording.of_kind(NodeBackward)[0] + 1
    assert told[at_node] == "Each gets the other."
    assert told[at_node - 1] == "Back."
    arrives = next(
        index
        for index in recording.of_kind(Accumulate)
        if getattr(recording.events[index], "name", "") == "x"
    )
    assert told[arrives + 1] == "It arrives."
    assert told[-1] == "It arrives.", "at the end holds what was said last"


def test_words_keep_their_lines_when_the_program_is_changed_around_them(
    classroom: Classroom,
) -> None:
    changed = recorded(
        classroom_program(classroom).replace("import torch", "import torch\n\nz = 1")
    )
    told = {words(classroom, changed, step) for step in range(len(changed) + 1)}
    assert {"The product.", "Each gets the other."} <= told


def classroom_program(classroom: Classroom) -> str:
    assert classroom.lesson is not None
    return classroom.lesson.program


def test_lines_are_aligned_where_they_are_the_same() -> None:
    assert aligned("a\nb\nc", "a\nnew\nb\nchanged") == {1: 1, 2: 3}


def test_questions_come_when_their_line_is_reached_and_stay_until_they_are_solved(
    classroom: Classroom, recording: Recording
) -> None:
    counts = [len(classroom.due(Moment(recording, step))) for step in range(len(recording) + 1)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 4)
    end = Moment(recording, len(recording))
    assert classroom.asked(end) == 0
    classroom.type(0, "10.0", recording)
    assert classroom.asked(end) == 1
    classroom.type(1, "5", recording)
    classroom.choose(2, 1)
    classroom.type(3, "5", recording)
    assert classroom.asked(end) == 3
    assert classroom.score == (4, 4)


def test_an_answer_is_told_what_is_right_and_why(
    classroom: Classroom, recording: Recording
) -> None:
    classroom.type(0, "7", recording)
    marked = classroom.marked(0)
    assert marked is not None
    assert (marked.right, marked.remark) == (False, "It is 10. Two times five.")
    classroom.choose(2, 0)
    marked = classroom.marked(2)
    assert marked is not None
    assert marked.remark == "That is its own."
    classroom.choose(2, 1)
    assert classroom.solved(2)
    assert classroom.score == (0, 2)


def test_what_cannot_be_read_is_no_answer(classroom: Classroom, recording: Recording) -> None:
    classroom.type(0, "ten", recording)
    marked = classroom.marked(0)
    assert marked is not None
    assert "Write a number" in marked.remark
    assert classroom.score == (0, 0)


def test_a_file_that_teaches_is_a_lesson_and_any_other_ends_it() -> None:
    classroom = Classroom()
    classroom.look_at(Document(TEXT))
    assert classroom.lesson is not None
    classroom.reread(TEXT.replace("Product", "Produce"))
    assert classroom.lesson.title == "Produce"
    classroom.look_at(Document("x = 1\n"))
    assert classroom.lesson is None


def test_the_course_is_walked_within_its_ends(tmp_path: Path) -> None:
    classroom = Classroom()
    classroom.course = (Entry("One", tmp_path / "1.py"), Entry("Two", tmp_path / "2.py"))
    wanted: list[int] = []
    classroom.wanted.connect(wanted.append)
    for place in (-1, 0, 1, 2):
        classroom.want(place)
    assert wanted == [0, 1]
    assert classroom.place_of(tmp_path / "2.py") == 1
    assert classroom.place_of(tmp_path / "3.py") == OUTSIDE


def test_a_question_of_choice_is_put_to_an_audience_with_its_options(lesson: Lesson) -> None:
    assert lesson.quizzes[0].spoken == "What is y?"
    assert lesson.quizzes[2].spoken == "Which factor gets 2?\nA x   B w"
