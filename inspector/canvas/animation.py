"""The timing of motion: pure functions of the seconds passed, and the clock that counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from inspector.model.looks.appearance import Move

TRAVEL = 0.18
"""Seconds in which a value crosses an edge, at speed 1."""
REVEAL = 0.14
"""Seconds in which what arrived shows its effect, at speed 1."""
GLIDE = 0.2
"""Seconds in which something that must move moves; not changed by the speed of stepping."""
MOST_HOPS = 6
"""A change with more to show than this is a jump."""
LONGEST_STEP = 500
"""Events beyond which a change is a jump whatever they are: nobody looks through them."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What one event sets in motion: values travel, then their effect shows (both seconds)."""

    step: int
    moves: tuple[Move, ...]
    travel: float
    reveal: float

    @property
    def length(self) -> float:
        """Seconds from its begin to its end."""
        return self.travel + self.reveal


@dataclass(frozen=True, slots=True)
class Frame:
    """A moment of an animation: which hop, and how far its two halves are, eased from 0 to 1."""

    number: int
    travel: float
    reveal: float


def ease(progress: float) -> float:
    """Slow, fast, slow: 0 to 1 with no speed at either end (3p² − 2p³)."""
    share = min(max(progress, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def plan(
    old: int,
    new: int,
    moves: Callable[[int], tuple[Move, ...]],
    visible: Callable[[int], bool],
    speed: float,
) -> tuple[Hop, ...]:
    """The hops that lead from one step to another; none where the change is a jump.

    ``moves`` gives the values that travel in a step; ``visible`` says whether the step's event
    changes anything on the canvas at all.
    """
    if not 0 < new - old <= LONGEST_STEP:
        return ()
    hops: list[Hop] = []
    for step in range(old + 1, new + 1):
        if visible(step):
            hops.append(_hop(step, moves(step), speed))
        if len(hops) > MOST_HOPS:
            return ()
    return tuple(hops)


def _hop(step: int, moves: tuple[Move, ...], speed: float) -> Hop:
    return Hop(step, moves, TRAVEL / speed if moves else 0.0, REVEAL / speed)


def frame_at(hops: Sequence[Hop], elapsed: float) -> Frame | None:
    """Where an animation is after so many seconds; None when it is over."""
    for number, hop in enumerate(hops):
        if elapsed < hop.length:
            travel = ease(elapsed / hop.travel) if hop.travel else 1.0
            return Frame(number, travel, ease((elapsed - hop.travel) / hop.reveal))
        elapsed -= hop.length
    return None


class Clock(QObject):
    """Says about sixty times a second how many seconds passed, and rests when told to."""

    ticked = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=16)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._since = QElapsedTimer()

    @property
    def running(self) -> bool:
        """Whether it ticks."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin to tick, or go on ticking."""
        if not self.running:
            self._since.start()
            self._timer.start()

    def stop(self) -> None:
        """Rest."""
        self._timer.stop()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.ticked.emit(seconds)

    def _tick(self) -> None:
        self.advance(self._since.restart() / 1000)
