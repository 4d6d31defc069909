"""Another value for a leaf, typed on its card."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtWidgets import QWidget

from inspector.canvas.camera import Rect
from inspector.canvas.eye import Eye
from inspector.canvas.picture import Picture
from inspector.drawing.cards import value_top
from inspector.drawing.measures import measures
from inspector.model.attempting import leaf_at
from inspector.model.session import Session
from inspector.widgets.value_editor import ValueEditor


class LeafEditor:
    """Lays a line over the card of a leaf, and keeps it there while the camera moves."""

    def __init__(self, board: QWidget, session: Session, picture: Picture, eye: Eye) -> None:
        self._board, self._session, self._picture, self._eye = board, session, picture, eye
        self._key = ""
        self.editor: ValueEditor | None = None

    def open(self, key: str | None) -> bool:
        """Ask for another value of a vertex; whether it is a leaf that is in the picture."""
        leaf = leaf_at(self._session, key)
        box = self._picture.stage.box(key or "")
        if leaf is None or box is None:
            return False
        if self.editor is None:
            self.editor = ValueEditor(self._session, self._board)
        self._key = key or ""
        self.editor.edit(leaf, self._place(box))
        return True

    def follow(self) -> None:
        """Stay over the card where the camera has moved."""
        box = self._picture.stage.box(self._key)
        if self.editor is None or self.editor.isHidden():
            return
        if box is None:
            self.editor.hide()
        else:
            self.editor.move_to(self._place(box))

    def _place(self, box: Rect) -> QRect:
        """The pixels of a card's row in which its value is written."""
        left, top, width, height = box
        theme = self._picture.scene.theme
        above = min(value_top(theme), height / 2)
        row = left, top + above, width, min(measures(theme).value, height - above)
        return QRectF(*self._eye.now.rect_to_screen(row)).toRect()
