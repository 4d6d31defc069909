"""A line to type another value into, laid over the place where a leaf's value is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from inspector.model.attempting import attempt
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import called
from inspector.model.recordings.replacing import example
from inspector.model.session import Session
from inspector.widgets.labels import plain

LEAST = 200
"""Pixels that a value and its example need beside each other."""


class ValueEditor(QFrame):
    """Return runs the program again with what was typed; Escape, or a click elsewhere, does not.

    Hidden until :meth:`edit` is called.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("valueEditor")
        self._session, self._around = session, parent
        self._leaf: TensorState | None = None
        self.line = QLineEdit()
        self.line.returnPressed.connect(self._entered)
        self.line.installEventFilter(self)
        self.wrong = plain("", "note-error")
        self.line.textEdited.connect(self._forgive)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.line)
        rows.addWidget(self.wrong)
        self.hide()

    def edit(self, leaf: TensorState, place: QRect) -> None:
        """Ask for another value of a leaf, over this place of the parent."""
        name = called(self._session.moment, leaf.id)
        self._leaf = leaf
        self.line.clear()
        self.line.setPlaceholderText(example(leaf.value, name))
        self.line.setAccessibleName(f"New value of {name} from this step on")
        self.wrong.hide()
        self.move_to(place)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_to(self, place: QRect) -> None:
        """Lie over another place, as far as it is in sight."""
        around = self._around.rect()
        width = min(max(place.width(), LEAST), around.width())
        self.setFixedWidth(width)
        self.adjustSize()
        left = min(max(place.center().x() - width // 2, 0), around.width() - width)
        top = min(max(place.center().y() - self.line.sizeHint().height() // 2, 0), around.height())
        self.move(left, min(top, max(0, around.height() - self.height())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape closes, and so does going elsewhere."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event.accept()
            self._close(event.type() is QEvent.Type.KeyPress)
            return True
        if event.type() is QEvent.Type.FocusOut:
            self.hide()
        return False

    def _close(self, really: bool) -> None:
        if really:
            self._around.setFocus(Qt.FocusReason.OtherFocusReason)
            self.hide()

    def _entered(self) -> None:
        if self._leaf is None:
            return
        wrong = attempt(self._session, self._leaf, self.line.text())
        if wrong:
            self.wrong.setText(wrong)
            self.wrong.show()
            self.adjustSize()
        else:
            self._close(really=True)

    def _forgive(self) -> None:
        self.wrong.hide()
        self.adjustSize()
