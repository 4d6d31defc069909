"""What a lesson is: a program with a title, an aim, words for its steps, and questions."""

from __future__ import annotations

from dataclasses import dataclass

CHAPTERS = (
    "Scalars",
    "Tensors",
    "Accumulation",
    "Modes",
    "Views and in-place",
    "Hooks",
    "Higher order",
    "Custom Function",
    "Training",
    "Debugging clinic",
)
"""The course in order; a lesson of another chapter comes after these."""


LETTERS = "ABCDEF"
"""What the options of a question are called."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from, and what there is to say about it."""

    text: str
    right: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question asked when line ``line`` of the program is reached; 0 is its end.

    Either ``options`` are offered, or ``answer`` is typed: what it is ("6", "None", "2×3"), or
    where the run says it ("x", "x.grad", "x.shape", once that line is done). ``place`` is the
    line of the lesson's file.
    """

    line: int
    text: str
    options: tuple[Option, ...] = ()
    answer: str = ""
    remark: str = ""
    place: int = 0

    @property
    def spoken(self) -> str:
        """What an audience is asked: the question, and on a line of its own what it may choose."""
        offered = [f"{LETTERS[place]} {each.text}" for place, each in enumerate(self.options)]
        return f"{self.text}\n{'   '.join(offered)}" if offered else self.text


@dataclass(frozen=True, slots=True)
class Note:
    """What to say while line ``line`` of the program runs.

    ``about`` narrows that to the steps of one node ("MulBackward0") or one gradient ("x.grad").
    """

    line: int
    text: str
    about: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson, read from its file.

    ``program`` is what is run: the file without docstring and teaching comments. ``fails`` says
    that it is meant to end with an error.
    """

    title: str
    chapter: str = ""
    aim: str = ""
    text: str = ""
    fails: bool = False
    program: str = ""
    notes: tuple[Note, ...] = ()
    quizzes: tuple[Quiz, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a lesson's file at a line (0: as a whole), and what to do about it."""

    line: int
    text: str
