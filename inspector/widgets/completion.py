"""Completion of names, read in a thread of its own so that typing never waits for it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread

from PySide6.QtCore import QObject, Signal

from inspector.model.uncollected import kept, lasting

_READER = "inspector.widgets.candidates"


@dataclass(frozen=True, slots=True)
class Question:
    """Which names fit at this place? Answered by number."""

    number: int
    source: str
    line: int
    column: int


class Completion(QObject):
    """Answers questions in the order asked, leaving out those that a later one overtook."""

    answered = Signal(int, list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._questions: SimpleQueue[Question | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._asked = 0
        self.destroyed.connect(_ending(self._questions))

    def ask(self, source: str, line: int, column: int) -> int:
        """Ask for the names that fit at a place; the result numbers the answer to come."""
        if self._thread is None:
            self._thread = Thread(
                target=_answer, args=(self, self._questions), name="completion", daemon=True
            )
            self._thread.start()
        self._asked += 1
        self._questions.put(Question(self._asked, source, line, column))
        return self._asked

    def close(self) -> None:
        """Let the thread end after the question it is at."""
        if self._thread is not None:
            self._questions.put(None)
            self._thread = None

    @property
    def reader(self) -> Thread | None:
        """The thread that reads, while there is one."""
        return self._thread


def _ending(questions: SimpleQueue[Question | None]) -> Callable[[], None]:
    """What ends the thread without keeping the object alive that is being destroyed."""
    return lambda: questions.put(None)


def _answer(completion: Completion, questions: SimpleQueue[Question | None]) -> None:
    with kept():
        reader = import_module(_READER)  # jedi takes a moment to load, and only who types needs it
    while (question := _latest(questions)) is not None:
        try:
            with lasting():  # jedi keeps what it has read of modules: a fifth of a million objects
                found = reader.candidates(question.source, question.line, question.column)
        except Exception:  # noqa: BLE001  # whatever jedi trips over, the person goes on typing
            found = []
        with contextlib.suppress(RuntimeError):  # the editor may be gone by now
            completion.answered.emit(question.number, found)


def _latest(questions: SimpleQueue[Question | None]) -> Question | None:
    question = questions.get()
    with contextlib.suppress(Empty):
        while question is not None:
            question = questions.get_nowait()
    return question
