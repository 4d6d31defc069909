"""Where somebody was in a recording: told when it is saved, and gone back to when it opens."""

from __future__ import annotations

import math
from contextlib import suppress

from inspector.canvas.view import GraphCanvas
from inspector.model.graphs.vertex import View
from inspector.model.recordings.origin import Reader
from inspector.model.session import Session

SETTINGS = ("view", "direction", "colour")
"""What of the settings makes a graph look as it does, and is kept with a recording of it."""


class Revisiting:
    """Knows what a reader sees of a session, and shows it again."""

    def __init__(self, session: Session, canvas: GraphCanvas) -> None:
        self._session, self._canvas = session, canvas

    def reader(self) -> Reader:
        """Where the reader is now, and how the graph is looked at."""
        session, chosen = self._session, self._session.folding.chosen
        return Reader(
            session.step,
            session.selection,
            {key: str(session.settings[key]) for key in SETTINGS},
            dict(chosen),
            self._canvas.spot,
        )

    def prepare(self, reader: Reader) -> None:
        """Draw graphs from now on as the reader of a recording that is about to open did."""
        for key, value in reader.looks.items():
            if key in SETTINGS:
                with suppress(ValueError):
                    self._session.settings[key] = value
        if reader.looks:
            self._session.folding.choose(reader.groups)

    def go_back(self, reader: Reader) -> None:
        """Go where the reader of the recording was that has opened."""
        if reader.step is not None:
            self._session.go(reader.step)
        if reader.selection is not None:
            self._session.select(reader.selection)
        if reader.spot is not None and all(map(math.isfinite, reader.spot)):
            self._canvas.look_at(reader.spot)


def view_of(reader: Reader, otherwise: View) -> View:
    """Which things the reader of a recording saw drawn as nodes."""
    with suppress(ValueError):
        return View(reader.looks.get("view", otherwise.value))
    return otherwise
