"""The program's questions: each is an event, and waits for the answer that the parent sends."""

from __future__ import annotations

import queue
from collections.abc import Callable

from inspector.model.recordings.events import Answered, Asked
from inspector.runner.following.lines import Stopped
from inspector.runner.sending.sink import Sink

NOBODY = "input() has nobody to ask here: the program is told that its input has ended.\n"


class Questions:
    """Asks the parent for lines of input; without one who answers, the input has ended.

    ``waiting`` : it has asked, and nobody has answered yet.
    """

    def __init__(
        self, sink: Sink, line: Callable[[], int], tell: Callable[[str], object], answered: bool
    ) -> None:
        self._sink, self._line, self._tell = sink, line, tell
        self._answered, self._told = answered, False
        self.waiting = False
        self._answers: queue.SimpleQueue[Answered | None] = queue.SimpleQueue()

    def ask(self) -> str | None:
        """The next line of input without its end, None where there is no more.

        Raises:
            Stopped: the program was asked to stop while it waited.
        """
        if not self._answered:
            self._say_once()
            return None
        self.waiting = True  # before anybody is told, who may want to stop at once
        try:
            self._sink.add(Asked(self._line()))
            self._sink.flush()
            answer = self._answers.get()
        finally:
            self.waiting = False
        if answer is None:
            raise Stopped
        self._sink.add(answer)
        return None if answer.ended else answer.text

    def answer(self, text: str | None) -> None:
        """Here is a line, or with None the end of the input; any thread may say so."""
        self._answers.put(Answered(text or "", text is None))

    def give_up(self) -> None:
        """No answer will come: the program is to stop."""
        self._answers.put(None)

    def _say_once(self) -> None:
        if not self._told:
            self._told = True
            self._tell(NOBODY)
