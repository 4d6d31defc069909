"""What a speaker is told of a lesson, beside what the class is shown."""

from __future__ import annotations

import pytest

from inspector.model.lessons.classroom import Classroom
from inspector.model.lessons.lesson_text import read_lesson
from inspector.model.lessons.speaking import notes_on
from inspector.model.moments.moment import Moment
from inspector.model.recordings.recording import Recording
from tests.runner.running import record_all
from tests.support.lessons import engine_as_torch, said

TEXT = '''"""Product

Aim: Two factors.

Begin here.

More for those who read.
"""
import torch
x = torch.tensor(2.0, requires_grad=True)
#: The product.
#? What is y?
#= y | Two times five.
y = x * 5
#? Why 5?
#- By chance. | Chance has no part in it.
#+ It is the other factor. | The derivative of 5x is 5.
y.backward()
#: What has come.
print(x.grad)
'''


@pytest.fixture(scope="module")
def recording() -> Recording:
    program = read_lesson(TEXT).lesson.program
    made = Recording(program)
    with engine_as_torch(), said():
        made.extend(record_all(program))
    return made


@pytest.fixture
def classroom() -> Classroom:
    made = Classroom()
    made.teach(read_lesson(TEXT).lesson, 0)
    return made


def test_before_the_first_step_a_speaker_sees_the_aim_and_how_to_begin(
    classroom: Classroom,
) -> None:
    assert notes_on(classroom, Moment(Recording(), 0)) == "Aim: Two factors.\n\nBegin here."


def test_a_question_comes_with_its_answer_and_the_newest_with_the_words_that_hold(
    classroom: Classroom, recording: Recording
) -> None:
    told = [notes_on(classroom, Moment(recording, step)) for step in range(1, len(recording) + 1)]
    assert list(dict.fromkeys(told)) == [
        "",
        "The product.\n\nAsk: What is y?\nAnswer: 10. Two times five.",
        "The product.\n\nAsk: Why 5?\nAnswer: It is the other factor. The derivative of 5x is 5.",
        "What has come.",
    ]


def test_a_program_that_is_no_lesson_has_no_notes(recording: Recording) -> None:
    assert notes_on(Classroom(), Moment(recording, 5)) == ""
