"""Loading the engine's formulas in the background, so that the window does not wait."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from PySide6.QtCore import QObject, Signal

from inspector.model.session import Session

FORMULAS = "inspector.model.questions.knowledge"


class Learning(QObject):
    """Teaches the session formulas as soon as there is a recording that they could explain."""

    _loaded = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._worker: ThreadPoolExecutor | None = None
        self._learned = False
        self._loaded.connect(self._learn)
        self._links = [
            session.recording_grew.connect(self._begin),
            session.recording_changed.connect(self._begin),
        ]

    @property
    def busy(self) -> bool:
        """Whether the formulas are being loaded."""
        return self._worker is not None and not self._learned

    def close(self) -> None:
        """End the thread."""
        self._unlink()
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)

    def _begin(self) -> None:
        if not len(self._session.recording):
            return
        self._unlink()
        if FORMULAS in sys.modules:
            self._learn()
        else:
            self._worker = ThreadPoolExecutor(1, "formulas")
            self._worker.submit(self._load)

    def _load(self) -> None:
        """In the thread: the import alone."""
        import_module(FORMULAS)
        self._loaded.emit()

    def _learn(self) -> None:
        self._learned = True
        self._session.teacher.learn(import_module(FORMULAS).KNOWLEDGE)

    def _unlink(self) -> None:
        for link in self._links:
            link()
        self._links = []
