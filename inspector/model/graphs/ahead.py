"""Working out what a window asks first of a large recording, before it is shown."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.model.graphs.generation import Passes
from inspector.model.graphs.tracing import Tracer
from inspector.model.graphs.vertex import View
from inspector.model.moments.bands import Bands
from inspector.model.moments.calls import Calls
from inspector.model.recordings.chronicle import Chronicle
from inspector.model.recordings.recording import Recording
from inspector.model.uncollected import uncollected

PIECE = 500


class Ahead:
    """Follows a whole recording in pieces of some milliseconds.

    That is its graph, its generations, its calls, who changes when and the timeline's bands:
    whatever a window would else catch up with at once when it first shows the recording.
    """

    def __init__(self, recording: Recording, view: View) -> None:
        self.recording = recording
        self.view = view
        self.tracer = Tracer(view)
        self.passes = Passes()
        self.calls = Calls(recording.source)
        self.chronicle = Chronicle(recording)
        self.bands = Bands(recording)

    def work(self) -> Iterator[float]:
        """Do it; how much is done is told after each piece, from 0 to 1."""
        events = self.recording.events
        while self.passes.steps < len(events):
            stop = min(self.passes.steps + PIECE, len(events))
            with uncollected():
                self.tracer.follow(events, stop)
                self.passes.follow(events, stop)
                self.passes.settle()
                self.calls.follow(events, stop)
                self.chronicle.follow(stop)
            yield stop / len(events)
        for _ in self.bands.work():
            yield 1.0
