"""A formula set as in a book: fractions, exponents, roots, matrices with brackets.

It breaks before signs where a line is full, and is read out and copied as plain text or LaTeX.
"""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.model.derivations.latex import (
    BREAKS,
    Fenced,
    Letters,
    Piece,
    Row,
    Scripts,
    Space,
    parsed,
)
from inspector.widgets.fitted_height import FittedHeight
from inspector.widgets.formula_boxes import Box, Style, beside, boxed

SMALLER, SMALLEST = 0.85, 0.62
"""How far a formula that is too wide shrinks before it is broken within brackets, and at most."""
_WORD = re.compile(r"\s*\S+\s*")
MARGIN, INDENT = 3.0, 1.2
"""The margin in pixels, and in ems how far the second line stands in."""


class Typeset(FittedHeight, QWidget):
    """A formula, as high as its lines; ``scale`` is its size beside the font of the widget."""

    def __init__(self, name: str, scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = self.latex = ""
        self._scale, self._shrunk = scale, 1.0
        self._row = Row(())
        self._lines: list[Box] = []
        self._indent = 0.0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._offer("Copy as text", self.copy_text)
        self._offer("Copy as LaTeX", self.copy_latex)

    def set_formula(self, text: str, latex: str) -> None:
        """Show another formula; ``text`` is what is read out and copied as plain text."""
        if (text, latex) == (self.text, self.latex):
            return
        self.text, self.latex = text, latex
        self._row = parsed(latex)
        self.setAccessibleDescription(text)
        self._fit()

    def copy_text(self) -> None:
        """Put the plain text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def copy_latex(self) -> None:
        """Put the LaTeX on the clipboard."""
        QGuiApplication.clipboard().setText(self.latex)

    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.height())

    def _offer(self, title: str, do: object) -> None:
        action = QAction(title, self)
        action.triggered.connect(do)
        self.addAction(action)

    def _style(self) -> Style:
        font = QFont(self.font())
        size = float(font.pixelSize() if font.pixelSize() > 0 else self.fontMetrics().height())
        return Style(font, size * self._scale * self._shrunk)

    def _fit(self) -> None:
        """Break the formula into lines for this width; smaller where one would not fit."""
        room = self.width() - 2 * MARGIN
        for self._shrunk, within in ((1.0, False), (SMALLER, False), (1.0, True)):
            self._lines = self._broken(room, within)
            widest = max((line.width for line in self._lines), default=0.0)
            if widest <= room:
                break
        else:
            self._shrunk = max(SMALLEST, room / widest) if room > 0 else 1.0
            self._lines = self._broken(room, within=True)
        self._indent = INDENT * self._style().size if len(self._lines) > 1 else 0.0
        gap = self._gap()
        height = sum(line.height for line in self._lines) + gap * max(0, len(self._lines) - 1)
        wanted = round(height + 2 * MARGIN)
        if wanted != self.height():
            self.setFixedHeight(wanted)
        self.update()

    def _gap(self) -> float:
        return 0.35 * self._style().size

    def _broken(self, room: float, within: bool = False) -> list[Box]:
        """The lines of the formula; ``within`` brackets too, where there is no other way."""
        style = self._style()
        indent = INDENT * style.size
        lines: list[Box] = []
        line: list[Box] = []
        for part in _parts(_opened(self._row) if within else self._row):
            box = beside([boxed(piece, style) for piece in part])
            taken = sum(each.width for each in line) + (indent if lines else 0.0)
            if line and taken + box.width > room:
                lines.append(beside(line))
                line = []
            line.append(box)
        return [*lines, beside(line)] if line else lines

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1.5))
                painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 3, 3)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText)))
            place = QPointF(MARGIN, MARGIN)
            for number, line in enumerate(self._lines):
                left = place.x() + (self._indent if number else 0.0)
                line.draw(painter, left, place.y() + line.ascent)
                place.setY(place.y() + line.height + self._gap())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_text()
        elif event.key() == Qt.Key.Key_C and event.modifiers() == control:
            self.copy_latex()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def _parts(row: Row) -> list[list[Piece]]:
    """The pieces of a formula between the places where a line may be broken."""
    parts: list[list[Piece]] = [[]]
    for piece in row.pieces:
        first, *words = _words(piece)
        sign = isinstance(piece, Letters) and piece.sign and piece.text in BREAKS
        spaced = bool(parts[-1]) and isinstance(parts[-1][-1], Space)
        if parts[-1] and (sign or (spaced and not isinstance(piece, Space))):
            parts.append([])
        parts[-1].append(first)
        parts += [[word] for word in words]
    return parts


def _words(piece: Piece) -> list[Piece]:
    """A piece, or its words where it is a text of several."""
    if not isinstance(piece, Letters) or " " not in piece.text.strip():
        return [piece]
    return [Letters(word) for word in _WORD.findall(piece.text)]


def _opened(row: Row) -> Row:
    """A formula whose brackets are signs like any other, so that it may be broken within them."""
    pieces: list[Piece] = []
    for piece in row.pieces:
        fence = piece.base if isinstance(piece, Scripts) else piece
        if isinstance(fence, Fenced):
            last: Piece = Letters(fence.right)
            if isinstance(piece, Scripts):
                last = replace(piece, base=last)
            pieces += [Letters(fence.left), *_opened(fence.of).pieces, last]
        else:
            pieces.append(piece)
    return Row(tuple(pieces))
