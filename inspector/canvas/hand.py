"""What mouse, wheel, pinch and keys mean on the canvas."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture

NOTCH = 120.0
"""What one notch of a wheel counts in Qt."""
ARROWS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class Board(Protocol):
    """What hands can do on a canvas; positions are pixels."""

    def hit(self, x: float, y: float) -> str | None:
        """The vertex under a pixel, or the one an edge under it comes from."""

    def point(self, x: float, y: float) -> None:
        """Highlight what is under a pixel."""

    def pan(self, dx: float, dy: float) -> None:
        """Move everything by so many pixels."""

    def zoom(self, factor: float, at: tuple[float, float] | None = None) -> None:
        """Enlarge around a pixel."""

    def unfold(self, key: str) -> None:
        """Open a vertex, where it is a group."""

    def fit(self) -> None:
        """Show everything."""

    def pick(self, key: str | None) -> None:
        """Select a vertex or nothing."""

    def choose(self, key: str) -> None:
        """Choose one more vertex, or no longer."""

    def band(self, rect: tuple[float, float, float, float] | None) -> None:
        """Draw a rubber band around some pixels; None: choose what the last one held."""

    def walk(self, arrow: str) -> None:
        """Select the neighbour in the direction of an arrow key."""

    def grip(self, held: bool) -> None:
        """Show that the scene is, or is no longer, held to be moved."""

    def tap_space(self) -> None:
        """Space was pressed and released, and nothing was dragged meanwhile."""


class Hand:
    """Remembers what is pressed between events and turns gestures into deeds."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._pans = self._moved = self._bands = False
        self._space = self._space_used = False

    def press(self, event: QMouseEvent) -> None:
        """A button goes down: the scene is held, or a vertex is about to be picked."""
        if event.button() is Qt.MouseButton.RightButton:
            return  # it opens a menu, which takes the release
        self._pressed = self._last = event.position()
        self._moved = False
        left = event.button() is Qt.MouseButton.LeftButton
        empty = self._board.hit(self._last.x(), self._last.y()) is None
        middle = event.button() is Qt.MouseButton.MiddleButton
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._bands = left and shift and empty and not self._space
        self._pans = middle or (left and (self._space or empty) and not self._bands)
        self._space_used |= self._space
        if middle or self._space:
            self._board.grip(True)

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves: pan while held, highlight otherwise."""
        here = event.position()
        if self._pressed is None:
            self._board.point(here.x(), here.y())
            return
        if not self._moved:
            way = (here - self._pressed).manhattanLength()
            self._moved = way >= QApplication.startDragDistance()
        if self._bands and self._moved:
            left, right = sorted((self._pressed.x(), here.x()))
            top, bottom = sorted((self._pressed.y(), here.y()))
            self._board.band((left, top, right - left, bottom - top))
        if self._pans and self._moved:
            self._board.grip(True)
            self._board.pan(here.x() - self._last.x(), here.y() - self._last.y())
            self._last = here

    def release(self, event: QMouseEvent) -> None:
        """The button goes up: a click where nothing was dragged."""
        clicked = self._pressed is not None and not self._moved
        if clicked and event.button() is Qt.MouseButton.LeftButton and not self._space:
            self._click(event)
        if self._bands and self._moved:
            self._board.band(None)
        self._pressed, self._bands = None, False
        self._board.grip(self._space)

    def _click(self, event: QMouseEvent) -> None:
        """Pick what is there; with Shift, choose it beside the others."""
        here = event.position()
        key = self._board.hit(here.x(), here.y())
        if key is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._board.choose(key)
        else:
            self._board.pick(key)

    def double_click(self, event: QMouseEvent) -> None:
        """Twice on the empty canvas shows everything, on a group opens it."""
        here = event.position()
        key = self._board.hit(here.x(), here.y())
        if key is None:
            self._board.fit()
        else:
            self._board.unfold(key)
        self._pressed = None

    def wheel(self, event: QWheelEvent) -> None:
        """The wheel pans; with Ctrl it zooms at the pointer, with Shift it pans sideways."""
        here, turn = event.position(), event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._board.zoom(1.2 ** (turn.y() / NOTCH), (here.x(), here.y()))
            return
        way = event.pixelDelta() if not event.pixelDelta().isNull() else turn / 2
        dx, dy = float(way.x()), float(way.y())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
            dx, dy = dy, 0.0
        self._board.pan(dx, dy)

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a touchpad zoom where they are; whether the event was one."""
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        here = event.position()
        self._board.zoom(1 + event.value(), (here.x(), here.y()))
        return True

    def spread(self, event: QGestureEvent) -> bool:
        """Two fingers on a touch screen zoom between them; whether the event was one."""
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        # Unlike the hot spot, the centre is already in the widget's own coordinates.
        here = pinch.centerPoint()
        self._board.zoom(pinch.scaleFactor(), (here.x(), here.y()))
        return True

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is the canvas's own before it is anybody's shortcut."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return (alt and event.key() in ARROWS) or (plain and event.key() == Qt.Key.Key_Space)

    def key_down(self, event: QKeyEvent) -> bool:
        """Alt and an arrow walk, Space holds the scene; whether the key was used."""
        if not self.wants(event):
            return False
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space, self._space_used = True, False
                self._board.grip(True)
            return True
        self._board.walk(ARROWS[Qt.Key(event.key())])
        return True

    def key_up(self, event: QKeyEvent) -> bool:
        """Space lets go of the scene; pressed alone it keeps its meaning as a shortcut."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._space:
            return False
        self.let_go()
        if not self._space_used:
            self._board.tap_space()
        return True

    def let_go(self) -> None:
        """Forget held keys, as when the focus leaves."""
        self._space = False
        self._board.grip(False)
