"""Mistakes of the inspector itself: told, logged, and survived."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

LOG = logging.getLogger("inspector")


class CrashGuard(QObject):
    """Hears of every exception nobody caught, in any thread, and tells it in the window.

    ``close`` gives the hooks back that stood before.
    """

    caught = Signal(str)

    def __init__(self, tell: Callable[[str], None], keep: Callable[[], None]) -> None:
        super().__init__()
        self._tell, self._keep = tell, keep
        self._before = sys.excepthook, threading.excepthook
        # Later: telling of it within the very event that failed would end the process.
        self.caught.connect(self._report, Qt.ConnectionType.QueuedConnection)
        sys.excepthook = self._from_main
        threading.excepthook = self._from_thread

    def close(self) -> None:
        """Stop listening."""
        sys.excepthook, threading.excepthook = self._before

    def _from_main(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        LOG.error("".join(traceback.format_exception(kind, error, trace)))
        self.caught.emit(f"{kind.__name__}: {error}")

    def _from_thread(self, facts: threading.ExceptHookArgs) -> None:
        if facts.exc_value is not None:
            self._from_main(facts.exc_type, facts.exc_value, facts.exc_traceback)

    def _report(self, what: str) -> None:
        self._keep()
        self._tell(
            f"The inspector made a mistake ({what}). Your text is kept; "
            "the log of this session says more."
        )
