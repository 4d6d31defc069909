"""The classroom: which lesson is open, its place in the course, and what was answered so far.

Answers live as long as this sitting; nothing about a person is ever stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector.model.lessons.guesses import Unreadable
from inspector.model.lessons.lesson import Lesson, Note, Quiz
from inspector.model.lessons.lesson_text import is_lesson, read_lesson
from inspector.model.lessons.narration import aligned, begins, due, note_at
from inspector.model.lessons.quizzing import Marked, Unanswerable, mark_option, mark_text
from inspector.model.moments.moment import Moment
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.recording import Recording
from inspector.model.signal import Signal
from inspector.model.sources.document import UNNAMED, Document

OUTSIDE = -1
"""The place of a lesson that is not part of the course."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One lesson of the course, as a list shows it."""

    title: str
    path: Path
    chapter: str = ""


class Classroom:
    """The open lesson, and the answers given to its questions.

    ``changed`` tells of another lesson or another answer; ``wanted`` asks whoever can open files
    for the lesson of a number.
    """

    def __init__(self) -> None:
        self.changed: Signal[()] = Signal()
        self.wanted: Signal[int] = Signal()
        self.course: tuple[Entry, ...] = ()
        self.lesson: Lesson | None = None
        self.place = OUTSIDE
        self._answers: dict[tuple[str, int], Marked] = {}
        self._first: dict[tuple[str, int], bool] = {}
        self._lines: tuple[tuple[str, str], Mapping[int, int]] = (("", ""), {})

    def title(self, document: Document, recording: Recording) -> str:
        """What to call what is open: a lesson by its title, a program by its name.

        A recording's program is called as when it ran.
        """
        if self.lesson is not None:
            return self.lesson.title
        shown = bool(recording.events) and recording.source == document.text
        if document.path is None and shown and recording.name != UNNAMED:
            return f"{recording.name} (recording)"
        return document.title

    def place_of(self, path: Path) -> int:
        """Where a file stands in the course; OUTSIDE where it does not."""
        paths = [entry.path for entry in self.course]
        own = path.absolute()
        return paths.index(own) if own in paths else OUTSIDE

    def want(self, place: int) -> None:
        """Ask for a lesson of the course; beyond its ends nothing happens."""
        if 0 <= place < len(self.course):
            self.wanted.emit(place)

    def teach(self, lesson: Lesson, place: int) -> None:
        """Open a lesson of the course; its program is in the editor."""
        self.lesson, self.place = lesson, place
        self.changed.emit()

    def look_at(self, document: Document) -> None:
        """Another document is open: its lesson, if it is one, takes the place of the last."""
        text = document.text
        before, self.place = self.lesson, OUTSIDE
        self.lesson = read_lesson(text).lesson if is_lesson(text) else None
        if before is not None or self.lesson is not None:
            self.changed.emit()

    def reread(self, text: str) -> None:
        """The text of a lesson that is being written has changed."""
        if is_lesson(text):
            self.lesson = read_lesson(text).lesson
            self.changed.emit()

    def note(self, moment: Moment) -> Note | None:
        """What the lesson says about a moment."""
        if self.lesson is None:
            return None
        return note_at(self.lesson, self.lines(moment.recording), moment)

    def lines(self, recording: Recording) -> Mapping[int, int]:
        """Where the lines of the lesson's program stand in what was run."""
        known = ("" if self.lesson is None else self.lesson.program, recording.source)
        if self._lines[0] != known:
            self._lines = known, aligned(*known)
        return self._lines[1]

    def due(self, moment: Moment) -> tuple[int, ...]:
        """The numbers of the questions that the run has come to."""
        if self.lesson is None:
            return ()
        return due(self.lesson, self.lines(moment.recording), moment)

    def asked(self, moment: Moment) -> int | None:
        """The question to be shown: of the unsolved ones the first on the newest statement.

        At the end of the run it is the first of all; where all are solved, the last.
        """
        recording, numbers = moment.recording, self.due(moment)
        unsolved = {n: begun for n, begun in self._unsolved(recording) if n in numbers}
        if not unsolved:
            return numbers[-1] if numbers else None
        ended = moment.step >= len(recording)
        return min(unsolved, key=lambda number: (0 if ended else -unsolved[number], number))

    def posed(self, moment: Moment) -> int | None:
        """The first unsolved question on the statement that is about to run for the first time."""
        unsolved = self._unsolved(moment.recording)
        return next((n for n, step in unsolved if step == moment.step and self._line(n)), None)

    def holds(self, recording: Recording, start: int, end: int) -> int:
        """The first step between two where a question asks for what follows; else the end."""
        steps = (step for _, step in self._unsolved(recording))
        return min((step for step in steps if start < step < end), default=end)

    def _unsolved(self, recording: Recording) -> Iterator[tuple[int, int]]:
        """The unsolved questions, and the steps at which their statements are about to run."""
        for number, quiz in enumerate(self._quizzes):
            first = begins(recording, self.lines(recording), quiz)
            if first != NEVER and not self.solved(number):
                yield number, first + 1

    def _line(self, number: int) -> int:
        return self._quizzes[number].line

    @property
    def _quizzes(self) -> Sequence[Quiz]:
        return () if self.lesson is None else self.lesson.quizzes

    def marked(self, number: int) -> Marked | None:
        """The answer last given to a question of this lesson."""
        return self._answers.get(self._key(number))

    def solved(self, number: int) -> bool:
        """Whether a question has been answered rightly."""
        marked = self.marked(number)
        return marked is not None and marked.right

    def choose(self, number: int, option: int) -> None:
        """Answer a question by one of its options."""
        self._keep(number, mark_option(self._quizzes[number], option))

    def type(self, number: int, text: str, recording: Recording) -> None:
        """Answer a question by what was typed."""
        try:
            marked = mark_text(self._quizzes[number], recording, self.lines(recording), text)
        except (Unreadable, Unanswerable) as error:
            self._answers[self._key(number)] = Marked(text, False, str(error))
            self.changed.emit()
        else:
            self._keep(number, marked)

    @property
    def score(self) -> tuple[int, int]:
        """Questions answered rightly at first in this sitting, of how many answered at all."""
        return sum(self._first.values()), len(self._first)

    def _keep(self, number: int, marked: Marked) -> None:
        self._first.setdefault(self._key(number), marked.right)
        self._answers[self._key(number)] = marked
        self.changed.emit()

    def _key(self, number: int) -> tuple[str, int]:
        return "" if self.lesson is None else self.lesson.title, number
