"""Bringing the picture to the screen: copied, scaled while zooming, refined when there is time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from inspector.canvas.backing import pixels
from inspector.canvas.camera import Rect
from inspector.canvas.eye import Eye
from inspector.canvas.fading import Fade
from inspector.canvas.picture import Picture

IDLE = 60
"""Milliseconds without zooming after which the blurred picture is drawn anew."""
SLICE = 0.005
"""Seconds at a time in which what was only sketched is painted."""


class Screen(QObject):
    """Shows a picture on a widget as the eye sees it.

    ``faded`` tells that an old picture begins to fade over one that says more or less; it never
    does where ``calm`` says that nothing should move.
    """

    faded = Signal()

    def __init__(
        self, widget: QWidget, picture: Picture, eye: Eye, calm: Callable[[], bool]
    ) -> None:
        super().__init__(widget)
        self._widget, self._picture, self._eye, self._calm = widget, picture, eye, calm
        self._fade: Fade | None = None
        self._idle = QTimer(self, singleShot=True, interval=IDLE)
        self._idle.timeout.connect(widget.update)
        self._finer = QTimer(self, singleShot=True, interval=0)
        self._finer.timeout.connect(self.refine)

    @property
    def fading(self) -> bool:
        """Whether an old picture still shows through."""
        return self._fade is not None

    @property
    def is_finished(self) -> bool:
        """Whether all of the widget is sharp and painted; one that is hidden never needs to be."""
        done = self._picture.is_finished and not self._idle.isActive()
        return done or not self._widget.isVisible()

    def looked(self) -> None:
        """The eye has moved: what is kept will do until it has rested for a while."""
        if not self._picture.is_sharp(self._eye.now) and self._widget.isVisible():
            self._idle.start()
        self._widget.update()

    def dirty(self, rects: list[Rect] | None) -> None:
        """Some rectangles of the scene look different; None: all of it."""
        if rects is None:
            self._widget.update()
        else:
            self._widget.update(pixels(rects, self._eye.now))

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        if self._fade is not None:
            self._fade = self._fade if self._fade.advance(seconds) else None
            self._widget.update()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Copy the picture, or a blurred one while the eye is zooming."""
        view, size = self._eye.now, self._widget.size()
        ratio = self._widget.devicePixelRatioF()
        sharp = not self._idle.isActive() or self._picture.is_sharp(view)
        if sharp and self._picture.leaves_level(view) and not self._calm():
            self._fade = Fade(self._picture.as_kept(view, size, ratio))
            self.faded.emit()
        self._picture.show(painter, view, size, ratio, region, sharp)
        if self._fade is not None:
            self._fade.paint(painter)
        if self._picture.is_rough and sharp:
            self._finer.start()

    def refine(self) -> None:
        """Paint some of what was only sketched, for part of a frame."""
        if not self._idle.isActive():
            self.dirty(self._picture.refine(SLICE, self._eye.now, self._widget.size()))
            if self._picture.is_rough:
                self._finer.start()
