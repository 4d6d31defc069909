"""What is in motion on the canvas, each until it has arrived: steps, the camera, vertices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector.canvas.animation import GLIDE, Frame, Hop, ease, frame_at
from inspector.canvas.camera import Viewpoint, between
from inspector.canvas.spatial import Floats
from inspector.canvas.stage import Stage, displaced


class Stepping:
    """An animated change of step: tokens travel, then ``show`` is asked for what they did.

    ``show`` is called with a step, in order; it may be spared steps when time is short, but
    never the last.
    """

    def __init__(self, hops: Sequence[Hop], last: int, show: Callable[[int], None]) -> None:
        self._hops = hops
        self._last = last
        self._show = show
        self._elapsed = 0.0
        self._shown = -1
        self.frame: Frame | None = frame_at(hops, 0.0)
        self._reveal()

    @property
    def hop(self) -> Hop | None:
        """What moves now; None when all is over."""
        return self._hops[self.frame.number] if self.frame else None

    def advance(self, seconds: float) -> bool:
        """Let time pass; whether anything is left to move."""
        self._elapsed += seconds
        self.frame = frame_at(self._hops, self._elapsed)
        self._reveal()
        return self.frame is not None

    def finish(self) -> None:
        """Go to the end at once."""
        self.frame = None
        self._reveal()

    def _reveal(self) -> None:
        if self.frame is None:
            if self._shown < len(self._hops):
                self._shown = len(self._hops)
                self._show(self._last)
            return
        ripe = self.frame.number if self.frame.travel >= 1.0 else self.frame.number - 1
        if ripe > self._shown:
            self._shown = ripe
            self._show(self._hops[ripe].step)


class EyeGlide:
    """The viewpoint on its way from one place to another."""

    def __init__(self, first: Viewpoint, last: Viewpoint) -> None:
        self._first, self.last = first, last
        self._elapsed = 0.0

    def advance(self, seconds: float) -> bool:
        """Let time pass; whether it is still on its way."""
        self._elapsed += seconds
        return self._elapsed < GLIDE

    @property
    def now(self) -> Viewpoint:
        """The viewpoint at this moment."""
        return between(self._first, self.last, ease(self._elapsed / GLIDE))


class StageGlide:
    """Vertices on their way to the places of a new layout; ``shift`` is where they come from."""

    def __init__(self, last: Stage, shift: Floats) -> None:
        self.last = last
        self._shift = shift
        self._elapsed = 0.0

    def advance(self, seconds: float) -> bool:
        """Let time pass; whether they are still on their way."""
        self._elapsed += seconds
        return self._elapsed < GLIDE

    @property
    def now(self) -> Stage:
        """The stage at this moment."""
        left = 1 - ease(self._elapsed / GLIDE)
        return displaced(self.last, self._shift * left) if left else self.last
