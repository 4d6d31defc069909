"""The parts that detail panels are made of: a heading with its content, chips, a scroll area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from inspector.widgets.chip import Chip
from inspector.widgets.flow import FlowLayout
from inspector.widgets.labels import plain, tip
from inspector.widgets.scrolled import scrolled

Choice: TypeAlias = tuple[str, str, Callable[[], object] | None]
"""A chip: its text, what a screen reader says, and what a click does (None: nothing)."""
LONGEST_CHIP = 33
"""Characters of a chip beyond which its panel would have to be scrolled sideways."""


class Section(QWidget):
    """A small heading and, below it, whatever is added."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = QLabel(title)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.heading.setProperty("role", "section")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 6, 0, 0)
        self.rows.setSpacing(4)
        self.rows.addWidget(self.heading)

    def add(self, widget: QWidget) -> None:
        """Add ``widget`` below."""
        self.rows.addWidget(widget)


class Action(Chip):
    """A button that does one thing, from the mouse or the keyboard."""

    def __init__(self, text: str, does: Callable[[], object]) -> None:
        super().__init__(text)
        self.setAutoDefault(False)
        self.clicked.connect(lambda _=False: does())


class Chips(QWidget):
    """Short texts in a row, some of which are buttons."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._flow = FlowLayout(self)
        self._said: list[tuple[str, str]] = []

    def show_chips(self, chips: Sequence[Choice]) -> None:
        """Show these chips, and no others."""
        self._flow.clear()
        for text, spoken, click in chips:
            self._flow.addWidget(_chip(text, spoken, click))
        self.updateGeometry()


def _chip(text: str, spoken: str, click: Callable[[], object] | None) -> QWidget:
    chip = Chip(_short(text).replace("&", "&&"))
    chip.setToolTip(tip(spoken) if _short(text) != text else "")
    chip.setProperty("role", "chip")
    chip.setAccessibleName(spoken)
    chip.setEnabled(click is not None)
    chip.setAutoDefault(False)
    if click is not None:
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.clicked.connect(lambda _=False: click())
    return chip


def _short(text: str) -> str:
    """A long text without its middle: names differ at their beginnings and ends."""
    half = (LONGEST_CHIP - 1) // 2
    return text if len(text) <= LONGEST_CHIP else f"{text[:half]}…{text[-half:]}"


class Details(QWidget):
    """Sections in a column that scrolls; in their place a hint while there is nothing to show."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.hint = plain("", "empty")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        page.setProperty("role", "page")
        self._scroll = scrolled(page, name)
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(12, 10, 12, 12)
        self._rows.setSpacing(6)
        self._rows.addStretch(1)
        self._pages = QStackedLayout(self)
        self.choices = Chips("What to begin with")
        self._pages.addWidget(self._hint_page())
        self._pages.addWidget(self._scroll)

    def _hint_page(self) -> QWidget:
        page = QWidget()
        page.setProperty("role", "page")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(12, 0, 12, 0)
        rows.addStretch(1)
        rows.addWidget(self.hint)
        rows.addWidget(self.choices)
        rows.addStretch(1)
        area = scrolled(page, "What to do")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the panel's own controls are enough
        return area

    def add(self, widget: QWidget) -> None:
        """Add ``widget`` at the end of the column."""
        self._rows.insertWidget(self._rows.count() - 1, widget)

    def insert(self, place: int, widget: QWidget) -> None:
        """Add ``widget`` before what stands in a place of the column."""
        self._rows.insertWidget(place, widget)

    def show_hint(self, text: str, choices: Sequence[Choice] = ()) -> None:
        """Show ``text`` and choices in place of the sections; the sections where it is empty."""
        self.hint.setText(text)
        self.choices.show_chips(choices)
        self.choices.setVisible(bool(choices))
        self._pages.setCurrentIndex(0 if text else 1)

    def begin_at_top(self) -> None:
        """Show the first of the sections, however far somebody had scrolled."""
        self._scroll.verticalScrollBar().setValue(0)

    def bring(self, widget: QWidget) -> None:
        """Scroll no farther than it takes to see all of one of the widgets."""
        self.settle()
        self._scroll.ensureWidgetVisible(widget, 0, self._rows.contentsMargins().bottom())

    def settle(self) -> None:
        """Lay everything out at once: a frame later, sections that went would leave a gap.

        Sections learn in a first turn how high they are to be, and keep to it in a second.
        """
        for _ in range(2):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self._rows.invalidate()
            self._rows.activate()
