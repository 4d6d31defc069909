"""Predict, then reveal: a run is shown no farther than to its next question.

There is one gate: the *horizon*, the last step that the session lets anybody reach. What has not
been predicted or revealed lies beyond it, and everything shown is asked of a moment before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.lessons.asking import Asked, question_at, remark
from inspector.model.lessons.guesses import agrees, read_guess
from inspector.model.moments.walking import beside
from inspector.model.recordings.events import (
    Accumulate,
    BackwardEnd,
    GradSet,
    NodeBackward,
    Op,
    Update,
)
from inspector.model.recordings.recording import Recording
from inspector.model.settings import EVERYTHING, GRADIENTS, Settings
from inspector.model.signal import Signal

ASKED_OF = (Op, NodeBackward, Accumulate, GradSet, Update, BackwardEnd)
TRIES = 2
"""So often one may answer before the value is revealed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer; ``over`` says that the value has been revealed."""

    question: Asked
    given: str
    right: bool
    over: bool
    text: str


class Prediction:
    """Whether predictions are asked for, the next question, and the score of this sitting.

    Nothing of it is stored. ``changed`` tells of another question, verdict or score.
    """

    def __init__(self, settings: Settings) -> None:
        self.changed: Signal[()] = Signal()
        self.on = False
        self._settings = settings
        settings.changed.connect(self._setting_changed)
        self.verdict: Verdict | None = None
        self.posed = False
        self.right = self.total = 0
        self._recording = Recording()
        self._searched = 0
        self._found: Asked | None = None
        self._tries = 0

    def turn(self, on: bool, recording: Recording, step: int) -> None:
        """Begin to ask about all that comes after a step, or ask no more."""
        self.on = on
        self._begin(recording, step)
        self.changed.emit()

    def horizon(self, recording: Recording) -> int:
        """The last step that may be shown of a recording."""
        question = self.question(recording)
        return len(recording) if question is None else question.step

    def question(self, recording: Recording) -> Asked | None:
        """What is asked next; None where nothing is, or nothing yet in a run that goes on."""
        if not self.on:
            return None
        if recording is not self._recording:
            self._begin(recording, 0)
        while self._found is None and self._searched < len(recording):
            at = beside(recording, self._searched, map(recording.of_kind, ASKED_OF), True) - 1
            found = question_at(recording, at) if at >= self._searched else None
            self._searched = max(at + 1, self._searched + 1)
            if found is not None and self._wants(found):
                self._found = found
        return self._found

    def answer(self, text: str) -> Verdict | None:
        """Judge an answer to the question; Unreadable where it is none.

        A wrong one may be given a second time; after that the value is revealed.
        """
        question = self._found
        if question is None:
            return None
        guess = read_guess(text)
        right = agrees(guess, question.right)
        self._tries += 1
        ends = right or self._tries >= TRIES
        if ends:
            self.right += right and self._tries == 1
            self.total += 1
        told = "" if right else remark(question, guess)
        self._tell(Verdict(question, text.strip(), right, ends, told))
        return self.verdict

    def reveal(self) -> Verdict | None:
        """Show the value without an answer; that counts as none."""
        if self._found is None:
            return None
        self._tell(Verdict(self._found, "", False, True, ""))
        return self.verdict

    def pose(self) -> None:
        """Put the question to an audience, in place of the sentence on the step before."""
        self.posed = True
        self.changed.emit()

    def start_over(self) -> None:
        """Forget the score."""
        self.right = self.total = 0
        self.changed.emit()

    def _tell(self, verdict: Verdict) -> None:
        self.verdict = verdict
        if verdict.over:
            self._found, self._tries, self.posed = None, 0, False
        self.changed.emit()

    def _begin(self, recording: Recording, step: int) -> None:
        self._recording, self._searched = recording, step
        self._found, self._tries, self.verdict, self.posed = None, 0, None, False

    def _wants(self, question: Asked) -> bool:
        sort = self._settings["predicted"]
        return bool(sort == EVERYTHING or question.gradient == (sort == GRADIENTS))

    def _setting_changed(self, key: str) -> None:
        """Ask for other things from here on."""
        if key == "predicted" and self.on:
            start = self._searched if self._found is None else self._found.step
            self._begin(self._recording, start)
            self.changed.emit()
