"""The commands of the camera: fit, zoom, pan, reveal, come back to a place."""

from __future__ import annotations

from inspector.canvas import pointing
from inspector.canvas.camera import Viewpoint, union
from inspector.canvas.eye import Eye, Mode
from inspector.canvas.gestures import HandledWidget
from inspector.canvas.picture import Picture
from inspector.layout.geometry import COMMON, SMALL, WIDE, Page
from inspector.model.looks.marks import Place
from inspector.model.recordings.origin import Spot
from inspector.model.session import Session

BROAD = 1.5
"""So many times as wide as high, it has room for wide pages."""
LITTLE = 680
"""Pixels of its width up to which it has room for small ones only."""


class NavigableWidget(HandledWidget):
    """A widget that shows ``picture`` as ``eye`` sees it; ``glide`` lets the eye move on."""

    session: Session
    picture: Picture
    eye: Eye

    def glide(self) -> None:
        """Something moves from now on, or has come to rest at once."""

    def fit(self) -> None:
        """Show the whole graph, and go on showing it while it grows."""
        self.eye.fit(self.picture.stage.bounds)

    def fit_selection(self) -> None:
        """Show the selected vertex with its neighbours, or everything."""
        key = self.session.selection
        box = self.picture.stage.box(key) if key else None
        if box is None:
            self.fit()
        else:
            self.eye.show(union([box, *pointing.neighbours(self.picture.stage, key or "")]))

    def zoom(self, factor: float, at: tuple[float, float] | None = None) -> None:
        """Enlarge around a pixel, or around the middle of the view."""
        self.eye.zoom(factor, at or self.eye.middle)

    def reset_zoom(self) -> None:
        """Show the graph at its natural size, around the middle of the view."""
        self.eye.zoom(1 / self.eye.now.scale, self.eye.middle)

    @property
    def page(self) -> Page:
        """What rows of a graph are to be made for, to be seen here."""
        if self.width() >= BROAD * self.height():
            return WIDE
        return COMMON if self.width() > LITTLE else SMALL

    @property
    def place(self) -> Place:
        """Where the camera looks, to come back to."""
        view = self.eye.now
        return view.scale, view.x, view.y

    def return_to(self, place: Place) -> None:
        """Look where one has looked before."""
        self.eye.mode = Mode.FREE
        self.eye.look(Viewpoint(*place))

    @property
    def spot(self) -> Spot | None:
        """Where somebody has made the camera look, for whatever size of the view; or None."""
        return self.eye.spot

    def look_at(self, spot: Spot) -> None:
        """Look there, once there is a graph."""
        self.eye.look_at(spot)

    def seen(self) -> frozenset[str]:
        """The keys of the vertices that are in sight, were it in part."""
        stage = self.picture.stage
        area = self.eye.now.rect_to_scene((0.0, 0.0, *self.eye.size))
        return frozenset(stage.vertices[n].key for n in stage.area.within(area).tolist())

    def reveal(self, key: str) -> None:
        """Move the least way to where a vertex is in sight."""
        box = self.picture.stage.box(key)
        if box is not None:
            self.eye.reveal(box)
            self.glide()

    def pan(self, dx: float, dy: float) -> None:
        """Move everything by so many pixels."""
        self.eye.pan(dx, dy)
