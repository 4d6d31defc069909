"""Lessons are plain programs: what teaches is read from their comments, what is wrong is said."""

from __future__ import annotations

import re

from inspector.assets import TEMPLATE
from inspector.model.lessons.lesson import Lesson, Note, Option, Problem, Quiz
from inspector.model.lessons.lesson_check import problems_of_run, problems_of_text
from inspector.model.lessons.lesson_text import is_lesson, read_lesson
from inspector.model.recordings.recording import Recording
from tests.keys import README
from tests.runner.running import record_all
from tests.support.lessons import engine_as_torch, said

LESSON = '''"""Twice

Chapter: Scalars
Aim: Double a number
  by heart.

Two lines
make one paragraph.

And another.
"""

import torch

x = torch.tensor(3.0, requires_grad=True)  #: no comment of its own line
#: Said first,
#: and goes on.
#: [MulBackward0] At this node.
#? What is y?
#= y | Twice three.
y = x * 2
text = """
#: within a string
"""
#? Why?
#+ As it is so | Right.
#- No | Wrong.
y.backward()

#: At the end.
'''


def problems(text: str) -> list[str]:
    """What is wrong with a lesson, as "line: first sentence"."""
    read = read_lesson(text)
    found = problems_of_text(read)
    if not found:
        recording = Recording(read.lesson.program)
        with engine_as_torch(), said():
            recording.extend(record_all(read.lesson.program))
        found = problems_of_run(read.lesson, recording)
    return [f"{one.line}: {one.text.partition('. ')[0].rstrip('.')}" for one in found]


def changed(before: str, after: str) -> str:
    """The lesson with one text in place of another."""
    assert before in LESSON
    return LESSON.replace(before, after)


def test_a_lesson_is_read_from_its_docstring_and_its_comments() -> None:
    read = read_lesson(LESSON)
    program = read.lesson.program.split("\n")
    assert read.problems == ()
    assert program[:2] == ["import torch", ""]
    assert read.lesson == Lesson(
        title="Twice",
        chapter="Scalars",
        aim="Double a number by heart.",
        text="Two lines make one paragraph.\n\nAnd another.",
        program=read.lesson.program,
        notes=(
            Note(4, "Said first, and goes on.", "", 16),
            Note(4, "At this node.", "MulBackward0", 18),
            Note(0, "At the end.", "", 30),
        ),
        quizzes=(
            Quiz(4, "What is y?", (), "y", "Twice three.", 19),
            Quiz(8, "Why?", (Option("As it is so", True, "Right."), Option("No", False, "Wrong.")),
                 place=25),
        ),
    )  # fmt: skip
    assert program[3] == "y = x * 2"
    assert program[7] == "y.backward()"
    assert "#: within a string" in program
    assert problems(LESSON) == []


def test_the_program_runs_as_it_would_with_its_comments() -> None:
    compile(read_lesson(LESSON).lesson.program, "lesson", "exec")
    assert "#:" not in read_lesson(TEMPLATE.read_text(encoding="utf-8")).lesson.program


def test_the_template_is_a_lesson_without_a_fault() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert is_lesson(text)
    assert problems(text) == []


def test_an_ordinary_program_is_no_lesson() -> None:
    assert not is_lesson('"""Title."""\nimport torch\n# a comment\nx = 1  #: 2\n')


def test_each_fault_of_a_text_is_said_with_its_line() -> None:
    assert problems(changed("Aim: Double a number\n  by heart.\n", "")) == ["1: It has no aim"]
    assert problems(changed("#= y | Twice three.\n", "")) == ["19: It has no answer"]
    assert problems(changed("#? What is y?\n", "")) == [
        "19: #= is an answer, but no question (#?) stands above it"
    ]
    assert problems(changed("#= y |", "#= y + 1 |"))[0].startswith("19: The answer 'y + 1' cannot")
    assert problems(changed("#+ As it is so", "#- As it is so")) == [
        "25: One option must be right (#+) and at least one wrong (#-)"
    ]
    assert problems(changed("| Wrong.", "")) == ["25: An option teaches nothing"]
    assert problems(changed("y = x * 2", "y = = 2"))[0].startswith("21: This is not Python")


def test_an_end_that_is_none_is_not_passed_over() -> None:
    assert problems(changed("  by heart.\n", "  by heart.\nEnds: in tears\n")) == [
        "1: It cannot end 'in tears'"
    ]


def test_a_run_that_fails_has_no_other_faults() -> None:
    found = problems(changed("import torch", "import torch, no_such_module"))
    assert len(found) == 1
    assert "It ends with ModuleNotFoundError" in found[0]


def test_each_fault_that_only_a_run_shows_is_said_with_its_line() -> None:
    assert problems(changed("[MulBackward0]", "[DivBackward0]")) == [
        "18: Nothing called DivBackward0 ever happens"
    ]
    assert problems(changed("#= y |", "#= z |")) == ["19: The run has no answer"]
    (failing,) = problems(changed("y.backward()", "y.backwards()"))
    assert "It ends with AttributeError" in failing
    assert problems(changed("  by heart.\n", "Ends: with an error\n")) == [
        "1: It says that it ends with an error, but it does not"
    ]


def test_a_file_without_anything_that_teaches_is_told_what_it_lacks() -> None:
    lines = [one.line for one in problems_of_text(read_lesson("x = 1\n"))]
    assert lines == [0, 0, 1, 1, 1, 1]
    assert problems_of_text(read_lesson("("))[0] == Problem(
        1, "This is not Python: '(' was never closed. Mend the statement."
    )


def test_the_readmes_own_example_is_a_lesson_without_a_fault() -> None:
    text = README.read_text(encoding="utf-8")
    example = next(part for part in text.split("```") if part.startswith('python\n"""The same'))
    source = example.removeprefix("python\n")
    read = read_lesson(source)
    assert problems_of_text(read) == []
    assert [len(quiz.options) for quiz in read.lesson.quizzes] == [0, 2, 0]


def test_a_space_that_a_formatter_puts_behind_the_hash_changes_nothing() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    spaced = re.sub(r"^#([:?=+-]) ", r"# \1 ", text, flags=re.MULTILINE)
    assert spaced != text
    assert read_lesson(spaced) == read_lesson(text)


def test_a_list_in_an_ordinary_comment_is_no_list_of_options() -> None:
    source = '"""A title\n\nAim: See.\n"""\n#: Said.\n# - a point\n# - another\nx = 1\n'
    read = read_lesson(source)
    assert read.problems == ()
    assert "# - a point" in read.lesson.program


def test_a_header_is_no_title() -> None:
    assert read_lesson('"""\nChapter: Scalars\nAim: See.\n"""\nx = 1\n').lesson.title == ""
