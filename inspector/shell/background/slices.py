"""Long work in short slices, between which the window goes on.

Python's collector of cycles rests meanwhile: to look through a million new objects again and again
would take longer than the work, and each time longer than a picture may wait.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

Piece = TypeVar("Piece")
SLICE = 0.015
"""Seconds of work at a time: a picture may be late by so much and nobody notices."""


class Slices(QObject, Generic[Piece]):
    """Works through an iterator; the latest piece is told after each slice, then the end.

    ``failed`` is told what the work raised, of the kinds in ``expected``.
    """

    def __init__(
        self,
        parent: QObject,
        told: Callable[[Piece], object],
        failed: Callable[[Exception], object],
        expected: tuple[type[Exception], ...],
    ) -> None:
        super().__init__(parent)
        self._told, self._failed, self._expected = told, failed, expected
        self._work: Iterator[Piece] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.go_on)

    @property
    def working(self) -> bool:
        """Is there anything left to do?"""
        return self._work is not None

    def begin(self, work: Iterator[Piece]) -> None:
        """Do this from now on, and what was being done no more; the first slice at once."""
        self._work = work
        gc.disable()
        self._timer.start()
        self.go_on()

    def stop(self) -> None:
        """Do no more of it."""
        if self._work is not None:
            self._work = None
            self._timer.stop()
            gc.enable()

    def go_on(self) -> None:
        """One slice."""
        work, latest = self._work, None
        if work is None:
            return
        until = time.monotonic() + SLICE
        try:
            for piece in work:
                latest = piece
                if time.monotonic() >= until:
                    break
            else:
                self.stop()
        except self._expected as error:
            self.stop()
            self._failed(error)
            return
        if latest is not None:
            self._told(latest)
