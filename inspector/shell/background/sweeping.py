"""Running Python's garbage collector only when nobody watches an animation.

To look at every object of a window takes eighty milliseconds, and with a long recording many
more, in which nothing moves. So it is done when nothing has moved for a while.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from inspector.model.session import Session

NEVER = 2**30
"""Of the collector's smaller rounds so many come before it looks at everything by itself."""
QUIET = 2_000
"""Milliseconds without a step after which nobody is likely to be watching something move."""
LASTING = 2
"""After so many of its first sweeps what is left lasts: the window, what it has loaded, and what
the first run had it load. Never to look at that again spares seventy milliseconds a sweep."""
YOUNG, ALL = 1, 2
"""What is looked through: what is new, or everything there is."""
SMALL = 20_000
"""Events of a recording with which that is not felt; a larger one is waited for to be gone."""


class Sweeping(QObject):
    """Sweeps when nothing has moved for a while, and after a long recording has been let go.

    ``quiet`` : runs out when nothing has moved for so long.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._was_large = False
        self._swept = 0
        self.quiet = QTimer(self, singleShot=True, interval=QUIET)
        self.quiet.timeout.connect(self._sweep)
        self._links: list[Callable[[], None]] = [
            session.recording_changed.connect(self._changed),
            session.running_changed.connect(self._moved),
            session.step_changed.connect(self._moved),
        ]
        self._thresholds = gc.get_threshold()
        gc.set_threshold(*self._thresholds[:2], NEVER)
        self.quiet.start()

    def close(self) -> None:
        """Let the collector be as it was."""
        self.quiet.stop()
        for link in self._links:
            link()
        gc.set_threshold(*self._thresholds)

    @property
    def _large(self) -> bool:
        return len(self._session.recording) >= SMALL

    def _changed(self) -> None:
        if self._was_large:
            self._sweep()
        self._moved()

    def _moved(self, *_: object) -> None:
        self._was_large |= self._large
        self.quiet.start()

    def _sweep(self) -> None:
        if not self._session.running and not self._large:
            self._was_large = False
            # What the window was made of holds no garbage, but takes the longest to look through.
            gc.collect(ALL if self._swept else YOUNG)
            self._swept += 1
            if self._swept <= LASTING:
                gc.freeze()
