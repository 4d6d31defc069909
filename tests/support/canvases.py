"""What a canvas shows in the end, without waiting until it gets there."""

from __future__ import annotations

from PySide6.QtGui import QPixmap

from inspector.canvas.view import GraphCanvas


def finish(canvas: GraphCanvas) -> None:
    """Bring everything that moves to where it is going."""
    canvas._show.finish()
    canvas._screen._fade = None
    if canvas._explaining.finish():
        canvas._arrange()
    canvas._settle()


def grabbed(canvas: GraphCanvas) -> QPixmap:
    """The canvas once everything has come to rest, and nothing is only sketched or blurred."""
    finish(canvas)
    screen = canvas._screen
    screen._idle.stop()
    canvas.grab()
    screen._fade = None
    while screen._picture.is_rough:
        screen._picture.refine(1.0, screen._eye.now, canvas.size())
    return canvas.grab()
