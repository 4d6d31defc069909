"""Marking answers to a lesson's questions by the run, or by the answer it declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from inspector.model.lessons.guesses import (
    Guess,
    Unreadable,
    agrees,
    of_shape,
    of_value,
    read_guess,
)
from inspector.model.lessons.lesson import Quiz
from inspector.model.lessons.narration import begins
from inspector.model.moments.moment import Moment
from inspector.model.moments.walking import over
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.recording import Recording

_REFERENCE = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<part>\.grad|\.shape)?")
_WORDS = frozenset({"none", "nan", "inf", "scalar", "true", "false"})


class Unanswerable(Exception):  # noqa: N818 - it is a fact about a lesson, not a fault
    """The run does not hold the answer; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer that was given, whether it was right, and what there is to say about it."""

    given: str
    right: bool
    remark: str


def mark_option(quiz: Quiz, number: int) -> Marked:
    """Mark the option that somebody chose."""
    option = quiz.options[number]
    return Marked(option.text, option.right, option.remark)


def mark_text(quiz: Quiz, recording: Recording, lines: Mapping[int, int], text: str) -> Marked:
    """Mark what somebody typed; Unreadable or Unanswerable where that cannot be done."""
    guess, right = read_guess(text), answer_of(quiz, recording, lines)
    if agrees(guess, right):
        return Marked(text.strip(), True, quiz.remark or f"It is {right}.")
    return Marked(text.strip(), False, f"{_difference(guess, right)} {quiz.remark}".strip())


def answer_of(quiz: Quiz, recording: Recording, lines: Mapping[int, int]) -> Guess:
    """The right answer to a question that is not one of choice."""
    named = reference(quiz)
    if named is None:
        return read_guess(quiz.answer)
    return _recorded(named, _done(quiz, recording, lines))


def reference(quiz: Quiz) -> re.Match[str] | None:
    """The variable that holds the answer; None where the answer is declared."""
    found = _REFERENCE.fullmatch(quiz.answer)
    return None if found is None or found["name"].lower() in _WORDS else found


def _done(quiz: Quiz, recording: Recording, lines: Mapping[int, int]) -> Moment:
    """The moment at which the question's statement is done."""
    first = begins(recording, lines, quiz)
    if first == NEVER:
        raise Unanswerable("Its line has not run.")
    return Moment(recording, over(recording, first + 1, forward=True))


def _recorded(named: re.Match[str], moment: Moment) -> Guess:
    name = named["name"]
    bindings = (one for frame in reversed(moment.variables()) for one in frame.bindings)
    bound = next((one for one in bindings if one.name == name), None)
    if bound is None:
        raise Unanswerable(f"There is no variable {name} when its line is done.")
    state = moment.tensor(bound.tensor) if bound.tensor is not None else None
    if state is None:
        return _plain(name, bound.text)
    if named["part"] == ".shape":
        return of_shape(state.value)
    found = of_value(state.grad if named["part"] == ".grad" else state.value)
    if found is None:
        raise Unanswerable(f"{named.group()} is too large to be asked for.")
    return found


def _plain(name: str, text: str) -> Guess:
    """The answer that a plain Python number is."""
    try:
        return read_guess(text)
    except Unreadable as error:
        raise Unanswerable(f"{name} is neither a tensor nor a number.") from error


def _difference(guess: Guess, right: Guess) -> str:
    """What is wrong with an answer, and what would have been right."""
    if right.none:
        return "It is None: there is no gradient at all, which is not the same as one of 0."
    if guess.none:
        return f"It is not None: it is {right}."
    return f"It is {right}."
