"""A picture of the real window: run the program, wait until it is complete, save, quit."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QTimer

from inspector.panels.refresh_turns import turns_of
from inspector.shell.host import Inspector
from inspector.shell.startup.launch import Shot

EVERY = 25
"""Milliseconds between two looks at whether everything stands still."""
STILL = 4
"""So many looks in a row must find nothing moving."""
RUN_FOR = 60.0
"""Seconds after which a program that never ends is stopped, to be pictured as far as it got."""
WAIT_FOR = 300.0
"""Seconds from then on after which the picture is taken though it is not complete."""


class Photographer(QObject):
    """Takes one picture; ``done`` is called with the exit status, 1 where it is not complete."""

    def __init__(
        self, inspector: Inspector, shot: Shot, run: bool, done: Callable[[int], None]
    ) -> None:
        super().__init__(inspector)
        self._inspector, self._shot, self._done = inspector, shot, done
        self._deadline = monotonic() + RUN_FOR
        self._still = 0
        self._placed = False
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        if run:
            inspector.program.run()

    def _look(self) -> None:
        session = self._inspector.session
        if session.running:
            if monotonic() > self._deadline:
                self._inspector.program.stop()
            return
        if self._inspector.files.opening:
            return
        if not self._placed:
            self._place()
            return
        lacks = self._lacks
        self._still = 0 if lacks else self._still + 1
        if self._still >= STILL or monotonic() > self._deadline:
            self._take(lacks)

    @property
    def _lacks(self) -> str:
        """What the picture would not show yet; empty where it would show everything."""
        inspector = self._inspector
        if inspector.layouting.busy:
            return "the graph was still being laid out"
        if not inspector.canvas.is_finished:
            return "the graph was still being painted"
        if inspector.learning.busy or turns_of(inspector.window).busy:
            return "the panels were still being filled"
        return ""

    def _place(self) -> None:
        """Go to the step once the run is over."""
        session, step = self._inspector.session, self._shot.step
        self._placed, self._deadline = True, monotonic() + WAIT_FOR
        self._inspector.player.pause()
        session.go(len(session.recording) if step is None else step)
        for panel in self._shot.panels:
            self._inspector.window.docks[panel].raise_()
        moment = session.moment
        chosen = [v for v in session.graph.vertices if moment.name(v.tensor) == self._shot.select]
        session.select(chosen[-1].key if chosen else None)

    def _take(self, lacks: str) -> None:
        self._timer.stop()
        path = self._shot.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self._inspector.window.grab().save(str(path), "PNG"):
            lacks = "it could not be written"
        if lacks:
            print(f"{path} is not complete: {lacks}.", file=sys.stderr)
        self._done(1 if lacks else 0)
