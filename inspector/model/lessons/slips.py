"""Mistakes in a lesson's file by which what was meant to teach is read as something else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from inspector.model.lessons.guesses import Unreadable, agrees, read_guess
from inspector.model.lessons.lesson import CHAPTERS, Problem, Quiz
from inspector.model.lessons.quizzing import Unanswerable, answer_of, reference
from inspector.model.recordings.recording import Recording

_LIKE_HEADER = re.compile(r"([A-Z][a-z]+): \S")
_ASKED = re.compile(r"What (?:is|will) ([A-Za-z_]\w*(?:\.grad|\.shape)?)(?: be| now| then)?\?$")


def strange_headers(text: str, headers: Mapping[str, str]) -> Iterator[Problem]:
    """Lines among the headers that look like one and are none: they go on with the one above."""
    known = ", ".join(headers)
    for number, line in enumerate(text.split("\n"), start=1):
        found = _LIKE_HEADER.match(line.strip())
        held = found is not None and any(line.strip() in value for value in headers.values())
        if found is not None and held:
            said = f"{found[1]} is not a header; it was read as part of the one above ({known})."
            yield Problem(number, f"{said} Take it out, or put an empty line before it.")


def near_chapter(chapter: str) -> Iterator[Problem]:
    """A chapter whose name is nearly one of the course's."""
    close = difflib.get_close_matches(chapter, CHAPTERS, 1, 0.8)
    if close and chapter not in CHAPTERS:
        said = f"The course has no chapter “{chapter}”."
        yield Problem(1, f"{said} Write “Chapter: {close[0]}”, or a name less like it.")


def denied(quiz: Quiz, recording: Recording, lines: Mapping[int, int]) -> Iterator[Problem]:
    """A declared answer to "What is x.grad?" that is not what the run has."""
    asked = _ASKED.search(quiz.text)
    if asked is None or reference(quiz) is not None:
        return
    try:
        right = answer_of(replace(quiz, answer=asked[1]), recording, lines)
        if not agrees(read_guess(quiz.answer), right):
            said = f"In the run {asked[1]} is {right}, and the answer says {quiz.answer}."
            yield Problem(quiz.place, f"{said} Write “#= {asked[1]}”.")
    except (Unanswerable, Unreadable):
        return
