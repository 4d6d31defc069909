"""A formula set as in a book: italic letters, raised exponents, lowered indices.

It reads the plain text of a formula ("∂y/∂x = 3 * x**2"), and stays text: it can be selected,
and copying it gives the plain form back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

_TOKEN = re.compile(
    r"(?P<power>\*\*|\^)|(?P<index>_(?=[A-Za-z0-9]))|(?P<number>\d[\d.]*(?:e[+-]?\d+)?)"
    r"|(?P<name>[∂A-Za-zα-ωΑ-Ω][A-Za-z0-9α-ωΑ-Ω.]*)|(?P<space>\s+)|(?P<sign>.)",
    re.DOTALL,
)
_SIGNS = {"*": "·", "-": "−"}
_WORDS = frozenset({"and", "or", "not", "if", "else", "None", "No"})
_CLOSES = {"(": ")", "{": "}"}


class Face(Enum):
    """How a piece of a formula is set."""

    UPRIGHT = "upright"
    ITALIC = "italic"
    RAISED = "raised"
    LOWERED = "lowered"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a formula in one face."""

    text: str
    face: Face


def runs(formula: str) -> tuple[Run, ...]:
    """The pieces of a plain-text formula, each in its face; neighbours of one face are joined."""
    found: list[Run] = []
    for run in _runs(formula):
        if found and found[-1].face is run.face:
            found[-1] = Run(found[-1].text + run.text, run.face)
        elif run.text:
            found.append(run)
    return tuple(found)


def _runs(formula: str) -> Iterator[Run]:
    place = 0
    while match := _TOKEN.match(formula, place):
        place = match.end()
        if match.lastgroup in ("power", "index"):
            raised = match.lastgroup == "power"
            stop = _argument_end(formula, place)
            yield Run(
                _script(formula[place:stop], raised), Face.RAISED if raised else Face.LOWERED
            )
            place = stop
        else:
            yield _plain(match, formula)


def _plain(match: re.Match[str], formula: str) -> Run:
    text = match[0]
    if match.lastgroup == "name":
        variable = formula[match.end() : match.end() + 1] != "(" and text not in _WORDS
        return Run(text, Face.ITALIC if variable else Face.UPRIGHT)
    return Run(_SIGNS.get(text, text), Face.UPRIGHT)


def _argument_end(formula: str, place: int) -> int:
    """Where the exponent or index that begins at ``place`` ends."""
    if formula[place : place + 1] in _CLOSES:
        depth = 0
        for at in range(place, len(formula)):
            depth += (formula[at] in "({") - (formula[at] in ")}")
            if depth == 0:
                return at + 1
    match = re.compile(r"[-−]?\w[\w.]*").match(formula, place)
    return match.end() if match else place


def _script(text: str, raised: bool) -> str:
    """An exponent without the brackets that only its line needed."""
    if text[:1] in _CLOSES and text.endswith(_CLOSES[text[0]]):
        text = text[1:-1]
    return text.replace("*", "·").replace("-", "−") if raised else text


class Formula(QTextEdit):
    """A read-only formula that wraps and is as high as it needs to be."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setObjectName("formula")
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    @property
    def formula(self) -> str:
        """The plain text."""
        return self._text

    def set_formula(self, text: str) -> None:
        """Show another formula; lines of ``text`` stay lines."""
        if text == self._text:
            return
        self._text = text
        self.clear()
        cursor = QTextCursor(self.document())
        for run in runs(text):
            cursor.insertText(run.text, _format(run.face))
        self.setAccessibleDescription(text)
        self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        height = round(self.document().size().height()) + 2
        if height != self.height():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(120, max(self.fontMetrics().height(), self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        whole = self.textCursor().selectedText() == self.toPlainText()
        data.setText(self._text if whole else self.textCursor().selectedText())
        return data


def _format(face: Face) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setFontItalic(face is Face.ITALIC)
    if face is Face.RAISED:
        style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
    if face is Face.LOWERED:
        style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSubScript)
    return style
