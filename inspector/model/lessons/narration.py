"""Which of a lesson's words belong to a step, and which of its questions are due."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector.model.lessons.lesson import Lesson, Note, Quiz
from inspector.model.moments.moment import Moment
from inspector.model.moments.walking import over
from inspector.model.recordings.events import Accumulate, GradSet, NodeBackward, Op
from inspector.model.recordings.history import NEVER, latest
from inspector.model.recordings.recording import Recording

SPOKEN_OF = (NodeBackward, Op, Accumulate, GradSet)
"""The events that words of their own can be about."""
FARTHEST = 500
"""Events that are looked through, at most, for words that were said."""


@dataclass(frozen=True, slots=True)
class Told:
    """Words, and the index at which their statement last began."""

    at: int
    note: Note


def aligned(program: str, source: str) -> Mapping[int, int]:
    """Where each line of a lesson's program stands in the text that ran, changed or not.

    Nothing where less than half of it is left: what ran is another program.
    """
    mine, theirs = program.split("\n"), source.split("\n")
    if mine == theirs:
        return {line: line for line in range(1, len(mine) + 1)}
    matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
    found = {
        block.a + offset + 1: block.b + offset + 1
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }
    left = sum(bool(mine[line - 1].strip()) for line in found)
    return found if 2 * left >= sum(map(bool, map(str.strip, mine))) else {}


def note_at(lesson: Lesson, lines: Mapping[int, int], moment: Moment) -> Note | None:
    """What there is to say at a moment: the words on this very step, else those on its statement.

    Words on steps are said while their statement runs, in whatever it calls, and after it until
    another has words. Where nothing is said of a step, the last words before it still hold.
    """
    told = [
        Told(at, note)
        for note in lesson.notes
        if (at := _reached(moment.recording, lines, note.line, moment.step)) != NEVER
    ]
    plain = max((one for one in told if not one.note.about), default=None, key=_age)
    newest = NEVER if plain is None else plain.at
    about = sorted((one for one in told if one.note.about), key=_age, reverse=True)
    held = [one for one in about if one.at >= newest]
    said = _said(about, moment, newest) or _said_before(held, plain, moment)
    return said or (None if plain is None else plain.note)


def _age(one: Told) -> int:
    return one.at


def _said(about: Sequence[Told], moment: Moment, newest: int) -> Note | None:
    """The words on this very step, of the statement that was reached last."""
    recording, step = moment.recording, moment.step
    return next(
        (
            one.note
            for one in about
            if is_about(one.note.about, moment)
            and (one.at >= newest or step <= over(recording, one.at + 1, forward=True))
        ),
        None,
    )


def _said_before(held: Sequence[Told], plain: Told | None, moment: Moment) -> Note | None:
    """Of the words on steps, the last that were said since the newest statement with words.

    Another step of which something could be said is one of the whole statement again.
    """
    if not held:
        return None
    recording, start = moment.recording, held[-1].at
    runs = plain is not None and moment.step < over(recording, plain.at + 1, forward=True)
    for index in range(moment.step - 1, max(start, moment.step - FARTHEST), -1):
        before = Moment(recording, index + 1)
        for one in held:
            if one.at < index and is_about(one.note.about, before):
                return one.note
        if runs and isinstance(before.event, SPOKEN_OF):
            return None
    return None


def due(lesson: Lesson, lines: Mapping[int, int], moment: Moment) -> tuple[int, ...]:
    """The numbers of the questions whose line has been reached, in order."""
    recording, step = moment.recording, moment.step
    ended = bool(lines) and recording.complete and step >= len(recording)
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
        ended = bool(lines) and recording.complete and step >= len(recording)
        return len(recording) - 1 if ended else NEVER
    return latest(recording.scopes.lines.get(lines.get(line, 0), ()), step)


def is_about(about: str, moment: Moment) -> bool:
    """Whether the step is one of a node, an operation, or a ``.grad`` of this name."""
    event = moment.event
    if isinstance(event, NodeBackward | Op):
        return event.name == about
    if isinstance(event, Accumulate | GradSet):
        return f"{moment.name(event.tensor)}.grad" == about
    return False
