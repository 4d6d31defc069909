"""The legend on the canvas: what its shapes and colours mean, and a word to fold it away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.legend import NOTE, Drawn, Entry, legend
from inspector.drawing.measures import baseline
from inspector.drawing.primitives import Text
from inspector.export.fonts import font
from inspector.export.painting import paint
from inspector.model.session import Session
from inspector.theme.afar import is_afar
from inspector.theme.roles import Theme

PAD = 8
EDGE = 10
"""Pixels between the legend and the canvas's border."""
SHARE = 7
"""Unfolded by itself it takes at most this part of the canvas's height: one seventh."""


class Legend(QWidget):
    """Shows what is on the canvas, open or folded as the setting "legend" says.

    As long as nobody has chosen, it is open where it leaves the graph its room.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[Entry, ...] = ()
        self._present: tuple[Entry, ...] = ()
        self._drawn = Drawn((), 0, 0)
        self._open = False
        self._low = QRect()
        self._broad = 0
        self._button = QToolButton(self)
        self._button.setAutoRaise(True)
        self._button.setCheckable(True)
        self._button.setText("Legend")
        self._button.setAccessibleName("Legend")
        self._button.setToolTip("Show or hide what shapes and colours mean (L)")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.clicked.connect(self.toggle)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_theme(theme)
        self.hide()

    @property
    def open(self) -> bool:
        """Whether it is unfolded."""
        return self._open

    def toggle(self) -> None:
        """Fold or unfold it, from now on."""
        self._session.settings["legend"] = "folded" if self._open else "open"

    def set_theme(self, theme: Theme) -> None:
        """Take over other colours and sizes."""
        larger = float(self._session.settings["font_scale"])
        self._theme = theme = theme._replace(small=theme.small * larger)
        self._button.setFont(font(theme.small, theme.strong))
        self._button.setIconSize(QSize(round(theme.small), round(theme.small)))
        self._button.setStyleSheet(
            f"QToolButton {{ border: none; background: transparent; color: {theme.on_legend};"
            f" font-size: {round(theme.small)}px; font-weight: {theme.strong}; padding: 1px; }}"
            " QToolButton:focus { text-decoration: underline; }"
        )

    def show_entries(self, shown: Sequence[Entry]) -> None:
        """Explain other kinds of things."""
        self._shown = self._present = tuple(shown)
        self.setVisible(bool(shown))

    def show_present(self, present: Sequence[Entry]) -> None:
        """Explain, of those, only what is on the picture now; the room stays the same."""
        now = tuple(entry for entry in self._shown if entry in present)
        if now != self._present:
            self._present = now
            self._draw()

    def _draw(self) -> None:
        """Draw what is explained now; the panel stands on its lower edge, with no empty rows."""
        room = max(self.width() - 2 * PAD, 1)
        self._drawn = legend(self._present, self._theme, room, noted=False)
        if self.open:
            box = self.geometry()
            box.setTop(box.bottom() + 1 - self._height(self._button.height()))
            self.setGeometry(box)
        self.update()

    def place(self, width: int, height: int, crowded: bool) -> int:
        """Lie in the lower left corner of a view; the height that is taken there.

        By itself it is not open where the view is ``crowded``.
        """
        if not self._shown:
            return 0
        room = width - 2 * EDGE - 2 * PAD
        self._drawn = legend(self._shown, self._theme, room, noted=False)
        self._button.setArrowType(Qt.ArrowType.RightArrow)
        self._button.ensurePolished()
        head = self._button.sizeHint()
        self._open = self._wants_open(head, height, crowded)
        self._button.setArrowType(Qt.ArrowType.DownArrow if self.open else Qt.ArrowType.RightArrow)
        self._button.setChecked(self.open)
        self._button.setGeometry(PAD // 2, PAD // 2, head.width(), head.height())
        own = self._size(head, room)
        self._broad = width
        self._low = QRect(EDGE, height - EDGE - own.height(), own.width(), own.height())
        self.setGeometry(self._low)
        self._draw()
        return own.height() + EDGE

    def make_way(self, covered: Callable[[QRect], bool]) -> None:
        """Folded, lie in the first corner where nothing is ``covered``, or where it lay."""
        if self.open or not self.isVisible():
            return
        left, low, right = EDGE, self._low.top(), self._broad - EDGE - self.width()
        places = (QPoint(x, y) for x in (left, right) for y in (low, EDGE))
        corners = (QRect(place, self.size()) for place in places)
        self.setGeometry(next((one for one in corners if not covered(one)), self._low))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel and, unfolded, its entries."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.legend_border), 1))
            painter.setBrush(QColor(self._theme.legend))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            if not self.open:
                return
            head = self._button.geometry()
            if head.right() + self._note_width <= self.width() - PAD:
                painter.save()
                painter.translate(head.right() + PAD, head.top())
                paint(painter, [self._note(head.height())], self._theme)
                painter.restore()
            painter.translate(PAD, head.bottom() + 1)
            paint(painter, self._drawn.primitives, self._theme)

    def _wants_open(self, head: QSize, height: int, crowded: bool) -> bool:
        chosen = self._session.settings["legend"]
        if chosen != "auto":
            return bool(chosen == "open")
        desk = not is_afar(self._theme) and not crowded
        return desk and SHARE * (self._drawn.height + head.height() + PAD) <= height

    @property
    def _note_width(self) -> int:
        return round(text_width(NOTE, self._theme.small)) + 2 * PAD

    def _note(self, height: int) -> Text:
        size = self._theme.small
        return Text(0, baseline(0, height, size), NOTE, size, "on_legend_muted", "start")

    def _size(self, head: QSize, room: int) -> QSize:
        folded = head + QSize(PAD, PAD)
        if not self.open:
            return folded
        first = min(head.width() + self._note_width, room)
        width = max(round(self._drawn.width), first) + 2 * PAD
        return QSize(width, self._height(head.height()))

    def _height(self, head: int) -> int:
        """How high the panel is with what is drawn in it."""
        return round(self._drawn.height) + head + PAD
