"""Which of a lesson's words belong to a step, and which of its questions are due."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from inspector.model.lessons.lesson import Lesson, Note, Quiz
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Accumulate, GradSet, NodeBackward, Op, Statement
from inspector.model.recordings.history import NEVER, latest
from inspector.model.recordings.recording import Recording

FARTHEST = 500
"""Events that are looked through, at most, for words that were said."""


def aligned(program: str, source: str) -> Mapping[int, int]:
    """Where each line of a lesson's program stands in the text that ran, changed or not."""
    mine, theirs = program.split("\n"), source.split("\n")
    if mine == theirs:
        return {line: line for line in range(1, len(mine) + 1)}
    matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
    return {
        block.a + offset + 1: block.b + offset + 1
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }


def note_at(lesson: Lesson, lines: Mapping[int, int], moment: Moment) -> Note | None:
    """What there is to say at a moment: of the statement that runs, the words on this very step.

    Where nothing is said of that statement, what was said last of those before it still holds.
    """
    reached = [(_reached(moment.recording, lines, note.line, moment.step), note)
               for note in lesson.notes]  # fmt: skip
    newest = max((at for at, note in reached if not note.about), default=NEVER)
    about = [note for at, note in reached if note.about and at >= newest and at != NEVER]
    said = next((note for note in about if _is_about(note.about, moment)), None)
    said = said or _said_before(about, moment, newest)
    if said is not None:
        return said
    plain = [note for at, note in reached if not note.about and at == newest]
    return plain[0] if plain and newest != NEVER else None


def _said_before(about: list[Note], moment: Moment, newest: int) -> Note | None:
    """Of the words on steps, the last that were said before a statement of which none are."""
    recording = moment.recording
    over = recording.complete and moment.step >= len(recording)
    ended = moment.step if over else latest(recording.of_kind(Statement), moment.step)
    if not about or newest == NEVER:
        return None
    for index in range(ended - 1, max(newest, ended - FARTHEST), -1):
        before = Moment(recording, index + 1)
        if (note := next((n for n in about if _is_about(n.about, before)), None)) is not None:
            return note
    return None


def due(lesson: Lesson, lines: Mapping[int, int], moment: Moment) -> tuple[int, ...]:
    """The numbers of the questions whose line has been reached, in order."""
    recording, step = moment.recording, moment.step
    ended = recording.complete and step >= len(recording)
    return tuple(
        number
        for number, quiz in enumerate(lesson.quizzes)
        if (ended if quiz.line == 0 else _reached(recording, lines, quiz.line, step) != NEVER)
    )


def begins(recording: Recording, lines: Mapping[int, int], quiz: Quiz) -> int:
    """The index of the first statement that a question is about; NEVER where it has not run."""
    if quiz.line == 0:
        return len(recording) - 1 if recording.complete else NEVER
    indices = recording.scopes.lines.get(lines.get(quiz.line, 0), ())
    return indices[0] if indices else NEVER


def _reached(recording: Recording, lines: Mapping[int, int], line: int, step: int) -> int:
    """The last time before a step at which a line of the lesson began to run."""
    if line == 0:
        return len(recording) - 1 if recording.complete and step >= len(recording) else NEVER
    return latest(recording.scopes.lines.get(lines.get(line, 0), ()), step)


def _is_about(about: str, moment: Moment) -> bool:
    """Whether the step is one of a node, an operation, or a ``.grad`` of this name."""
    event = moment.event
    if isinstance(event, NodeBackward | Op):
        return event.name == about
    if isinstance(event, Accumulate | GradSet):
        return f"{moment.name(event.tensor)}.grad" == about
    return False
