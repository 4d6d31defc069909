"""The legend on the canvas: what its shapes and colours mean, and a word to fold it away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from inspector.drawing.legend import Drawn, Entry, legend
from inspector.export.fonts import font
from inspector.export.painting import paint
from inspector.model.session import Session
from inspector.theme.roles import Theme

PAD = 10
EDGE = 12
"""Pixels between the legend and the canvas's border."""
WIDEST = 860


class Legend(QWidget):
    """Shows what is on the canvas, open or folded as the setting "legend" says."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Sequence[Entry] = ()
        self._drawn = Drawn((), 0, 0)
        self._button = QToolButton(self)
        self._button.setAutoRaise(True)
        self._button.setCheckable(True)
        self._button.setText("Legend")
        self._button.setAccessibleName("Legend")
        self._button.setToolTip("Show or hide what shapes and colours mean")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.clicked.connect(self._toggle)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_theme(theme)

    @property
    def open(self) -> bool:
        """Whether it is unfolded."""
        return bool(self._session.settings["legend"])

    def set_theme(self, theme: Theme) -> None:
        """Take over other colours and sizes."""
        self._theme = theme
        self._button.setFont(font(theme.small, theme.strong))
        self._button.setStyleSheet(
            f"QToolButton {{ border: none; background: transparent; color: {theme.on_legend};"
            f" padding: 2px; }} QToolButton:focus {{ text-decoration: underline; }}"
        )

    def show_entries(self, shown: Sequence[Entry]) -> None:
        """Explain other kinds of things."""
        self._shown = shown
        self.setVisible(bool(shown))

    def place(self, width: int, height: int) -> int:
        """Lie in the lower left corner of a view; the height that is taken there."""
        if not self._shown:
            return 0
        self._button.setArrowType(Qt.ArrowType.DownArrow if self.open else Qt.ArrowType.RightArrow)
        self._button.setChecked(self.open)
        head = self._button.sizeHint()
        self._button.setGeometry(PAD // 2, PAD // 2, head.width(), head.height())
        own = self._size(width - 2 * EDGE, head)
        self.setGeometry(EDGE, height - EDGE - own.height(), own.width(), own.height())
        self.update()
        return own.height() + EDGE if self.open else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel and, unfolded, its entries."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.legend_border), 1))
        painter.setBrush(QColor(self._theme.legend))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self.open:
            painter.translate(PAD, self._button.geometry().bottom() + 2)
            paint(painter, self._drawn.primitives, self._theme)

    def _size(self, width: int, head: QSize) -> QSize:
        folded = head + QSize(PAD, PAD)
        if not self.open:
            return folded
        room = min(width, WIDEST * self._theme.small / 12) - 2 * PAD
        self._drawn = legend(self._shown, self._theme, room)
        own = QSize(round(self._drawn.width) + 2 * PAD, round(self._drawn.height) + PAD)
        return own.expandedTo(folded) + QSize(0, head.height())

    def _toggle(self) -> None:
        self._session.settings["legend"] = not self.open
