"""The eye of a canvas: where it looks, how it gets there, and what it keeps in sight."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from inspector.canvas.camera import (
    LARGEST,
    SMALLEST,
    Rect,
    Viewpoint,
    centred,
    fitted,
    revealed,
    turned,
)
from inspector.canvas.first_view import Limits, Surroundings, begun
from inspector.canvas.motion import EyeGlide
from inspector.canvas.spatial import Floats
from inspector.model.recordings.origin import Spot


class Mode(Enum):
    """What the eye keeps showing by itself."""

    BEGIN = "what can be read, from the start on"
    WHOLE = "everything"
    FREE = "what somebody chose"


class Eye:
    """Holds the viewpoint of a view of ``size`` logical pixels, and tells when it changes.

    At first it shows what can be read of the scene, after ``fit`` everything, and goes on to do
    so while the scene or the view changes its size, until somebody looks elsewhere.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._glide: EyeGlide | None = None
        self.now = Viewpoint()
        self.size = (1.0, 1.0)
        self.ratio = 1.0
        """Device pixels per logical one."""
        self.mode = Mode.BEGIN
        self._awaited: Spot | None = None

    @property
    def gliding(self) -> bool:
        """Whether it moves by itself now."""
        return self._glide is not None

    @property
    def middle(self) -> tuple[float, float]:
        """The pixel in the middle of the view."""
        return self.size[0] / 2, self.size[1] / 2

    def resize(self, size: tuple[float, float], ratio: float) -> None:
        """The view has another size, in logical pixels, or another density."""
        self.size, self.ratio = size, ratio

    @property
    def spot(self) -> Spot | None:
        """Where somebody has made it look, None where it looks by itself."""
        if self.mode is Mode.BEGIN:
            return None
        x, y = self.now.to_scene(*self.middle)
        return (self.now.scale if self.mode is Mode.FREE else 0.0), x, y

    def shows_all(self, bounds: Rect) -> bool:
        """Whether the whole of a scene is in sight."""
        left, top, width, height = self.now.rect_to_screen(bounds)
        fits = left + width <= self.size[0] and top + height <= self.size[1]
        return fits and min(left, top) >= 0

    def sees(self, boxes: Floats, view: Viewpoint | None = None) -> NDArray[np.bool_]:
        """Which of (n, 4) boxes of a scene are in sight, from another ``view`` where one is given.

        A box is its left, top, right and bottom.
        """
        left, top, width, height = (view or self.now).rect_to_scene((0.0, 0.0, *self.size))
        across = (boxes[:, 2] > left) & (boxes[:, 0] < left + width)
        seen: NDArray[np.bool_] = across & (boxes[:, 3] > top) & (boxes[:, 1] < top + height)
        return seen

    def look_at(self, spot: Spot) -> None:
        """Look there instead of at the beginning, once there is a scene."""
        self._awaited = spot

    def forget(self) -> None:
        """There is nothing to look at; begin with what comes."""
        self.mode, self._awaited = Mode.BEGIN, None

    def look(self, view: Viewpoint) -> None:
        """Be somewhere at once."""
        self._glide = None
        self._set(view.snapped(self.ratio))

    def glide(self, view: Viewpoint) -> None:
        """Go somewhere; the clock must tick for it to arrive."""
        goal = view.snapped(self.ratio)
        self._glide = EyeGlide(self.now, goal) if goal != self.now else None

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        if self._glide is None:
            return
        moving = self._glide.advance(seconds)
        view = self._glide.now if moving else self._glide.last
        if not moving:
            self._glide = None
        self._set(view.snapped(self.ratio))

    def arrive(self) -> None:
        """End a glide where it leads to."""
        if self._glide is not None:
            self.look(self._glide.last)

    def pan(self, dx: float, dy: float) -> None:
        """Move everything by so many pixels."""
        self.mode = Mode.FREE
        self.look(self.now.panned(dx, dy))

    def zoom(self, factor: float, at: tuple[float, float]) -> None:
        """Scale around a pixel."""
        self.mode = Mode.FREE
        self.look(self.now.zoomed(factor, at))

    def fit(self, bounds: Rect) -> None:
        """Show all of a scene, and keep doing so."""
        self.mode = Mode.WHOLE
        self.look(fitted(bounds, self.size))

    def begin(self, scene: Surroundings, limits: Limits, *, glides: bool = False) -> None:
        """Show a scene as far as it can be read, and keep doing so; or what was asked for."""
        awaited, self._awaited = self._awaited, None
        if awaited is not None and self._goes_to(awaited, scene):
            return
        self.mode = Mode.BEGIN
        (self.glide if glides else self.look)(begun(scene, self.size, limits))

    def show(self, box: Rect) -> None:
        """Fill the view with a part of the scene."""
        self.mode = Mode.FREE
        self.look(fitted(box, self.size))

    def reveal(self, box: Rect) -> None:
        """Glide the least way to where a box of the scene is in sight; never zoom."""
        goal = self._glide.last if self._glide else self.now
        self.glide(revealed(goal, box, self.size))

    def follow(self, box: Rect, bounds: Rect) -> None:
        """Glide to where a box of a scene is in sight, so far that what comes next is too."""
        goal = self._glide.last if self._glide else self.now
        self.glide(turned(goal, box, bounds, self.size))

    def _goes_to(self, spot: Spot, scene: Surroundings) -> bool:
        """Look at a spot, if anything of the scene is there."""
        scale, *point = spot
        if not scale:
            self.fit(scene.bounds)
            return True
        view = centred((point[0], point[1]), min(max(scale, SMALLEST), LARGEST), self.size)
        if not self.sees(scene.boxes, view).any():
            return False
        self.mode = Mode.FREE
        self.look(view)
        return True

    def _set(self, view: Viewpoint) -> None:
        if view != self.now:
            self.now = view
            self._changed()
