"""Which words belong to a step, where several statements have words on steps of one name."""

from __future__ import annotations

from inspector.model.lessons.lesson_check import problems_of_run
from inspector.model.lessons.lesson_text import read_lesson
from inspector.model.lessons.narration import aligned, note_at
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Accumulate, Freed, NodeBackward
from inspector.model.recordings.recording import Recording
from tests.runner.running import record_all
from tests.support.lessons import engine_as_torch, said

TWO_PASSES = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
#: [x.grad] First.
(x * x).backward()
#: [x.grad] Second.
(x * x).backward()
"""
OWN = """\
import torch
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x ** 3
    @staticmethod
    def backward(ctx, gradient):
        #: Within.
        return gradient * 12
x = torch.tensor(2.0, requires_grad=True)
y = Cube.apply(x) + x
#: Back.
#: [CubeBackward] It has run.
y.backward()
"""


def told(text: str) -> tuple[Recording, list[str]]:
    """The run of a lesson, and what is said at each of its steps."""
    lesson = read_lesson(text).lesson
    recording = Recording(lesson.program)
    with engine_as_torch(), said():
        recording.extend(record_all(lesson.program))
    lines = aligned(lesson.program, recording.source)
    notes = (note_at(lesson, lines, Moment(recording, step)) for step in range(len(recording) + 1))
    return recording, [note.text if note else "" for note in notes]


def test_of_two_statements_with_words_on_one_gradient_each_has_its_own() -> None:
    recording, words = told(TWO_PASSES)
    first, second = (index + 1 for index in recording.of_kind(Accumulate))
    assert (words[first], words[second]) == ("First.", "Second.")
    assert set(words[first:second]) == {"First."}
    assert set(words[second:]) == {"Second."}


def test_words_on_a_step_hold_until_another_of_which_something_could_be_said() -> None:
    text = TWO_PASSES.replace("#: [x.grad] First.", "#: Back.\n#: [MulBackward0] Twice.")
    recording, words = told(text)
    (node, *_), (sum_, *_), (freed, *_) = map(recording.of_kind, (NodeBackward, Accumulate, Freed))
    assert node < sum_ < freed
    assert words[node : sum_ + 2] == ["Back.", "Twice.", *["Back."] * (sum_ - node)]
    text = TWO_PASSES.replace("#: [x.grad] First.", "#: Back.\n#: [x.grad] Arrived.")
    assert told(text)[1][freed + 1] == "Arrived."


def test_words_on_a_node_are_said_after_those_of_the_function_that_it_runs() -> None:
    recording, words = told(OWN)
    own = next(
        index + 1
        for index in recording.of_kind(NodeBackward)
        if getattr(recording.events[index], "name", "") == "CubeBackward"
    )
    assert words[own] == "It has run."
    assert "Within." in words[:own]


def test_words_that_are_never_said_are_a_fault_of_their_lesson() -> None:
    late = OWN.replace("#: Back.\n#: [CubeBackward] It has run.\n", "#: Back.\n")
    late = late.replace("y = Cube", "#: [AddBackward0] Too early.\ny = Cube")
    lesson = read_lesson(late).lesson
    recording, words = told(late)
    assert "Too early." not in words
    (problem,) = problems_of_run(lesson, recording)
    assert "never said: AddBackward0 happens while others are" in problem.text
