"""When Python's collector of cycles looks through everything: never while somebody watches.

To look at every object of a window and of a long recording takes a hundred milliseconds and more,
in which nothing moves. A recording has no cycles, so its memory comes back without that; what
little else there is waits until a run has ended.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject

from inspector.model.session import Session

NEVER = 2**30
"""Of the collector's smaller rounds so many come before it looks at everything by itself."""
SMALL = 20_000
"""Events of a recording with which looking at all that is new takes some milliseconds."""


class Sweeping(QObject):
    """Sweeps between runs only; what has outlived a sweep is not looked at again."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._links: list[Callable[[], None]] = [
            session.running_changed.connect(self._rest),
            session.recording_changed.connect(self._rest),
        ]
        self._thresholds = gc.get_threshold()
        gc.set_threshold(*self._thresholds[:2], NEVER)
        gc.freeze()

    def close(self) -> None:
        """Let the collector be as it was."""
        for link in self._links:
            link()
        gc.set_threshold(*self._thresholds)
        gc.unfreeze()

    def _rest(self) -> None:
        if self._session.running:
            return
        if len(self._session.recording) < SMALL:
            gc.collect()
        gc.freeze()
