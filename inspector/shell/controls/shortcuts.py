"""The sheet of keys: every command that has one, by menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from inspector.commands import COMMANDS, MENUS, Command
from inspector.shell.controls.actions import readable
from inspector.shell.frame.overlay import Overlay
from inspector.widgets.labels import unbroken

Row = tuple[str, str, str]
"""Keys, the command's title, and what it does."""

MOUSE = (
    ("Drag the canvas", "Move the graph; also the middle button, or Space and drag"),
    ("Wheel", "Scroll; with Ctrl, or pinching, zoom at the pointer"),
    ("Click", "Select a node; click beside it to let go"),
    ("Double-click", "Open a group, or type another value for a leaf; beside them, show all"),
    ("Shift and click", "Choose several nodes; Shift and drag chooses all in a rectangle"),
    ("Click the minimap", "Look there; dragging moves along"),
)
NOTHING = "No key does so. Fewer letters find more; Ctrl+K finds commands without a key, too."
WALKING: Mapping[int, QAbstractSlider.SliderAction] = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}
"""Keys that turn the page while the line has the keyboard."""
STRONG = "b, h3 { font-weight: 600; }"
"""As bold as the window's typeface comes; a bolder weight would be smeared."""


class ShortcutSheet(Overlay):
    """Every key there is, read from the table of commands; a line finds some of them."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, QSize(860, 680))
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find a key, or what it does")
        self.line.setAccessibleName("Find a key")
        self.line.setClearButtonEnabled(True)
        self._page = QTextBrowser()
        self._page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._page.setAccessibleName("Keys")
        self._page.document().setDefaultStyleSheet(STRONG)
        done = QPushButton("Close")
        done.clicked.connect(self.close_sheet)
        head = QHBoxLayout()
        head.addWidget(unbroken("Keys", "sentence"))
        head.addWidget(self.line, 1)
        head.addWidget(done)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self._page)
        self.line.textChanged.connect(self._find)
        self.setFocusProxy(self.line)

    def open(self) -> None:
        """Show every key again; the page is first written now, as few look at it."""
        self.line.clear()
        if self._page.document().isEmpty():
            self._find("")
        super().open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the page from the line."""
        way = WALKING.get(event.key())
        if way is not None:
            self._page.verticalScrollBar().triggerAction(way)
        else:
            super().keyPressEvent(event)

    def _find(self, words: str) -> None:
        self._page.setHtml(page(words))


def page(words: str = "") -> str:
    """The sheet as HTML: one table, a heading a menu; only of rows that have all the words."""
    menus = {menu: [of_command(command) for command in of_menu(menu)] for menu in MENUS}
    every = menus | {"Mouse": [(*pair, "") for pair in MOUSE]}
    wanted = words.lower().split()
    found = {title: [row for row in rows if has(row, wanted)] for title, rows in every.items()}
    sections = "".join(section(title, rows) for title, rows in found.items() if rows)
    if not sections:
        return f"<p>{NOTHING}</p>"
    return f"<table cellspacing='0' cellpadding='4' width='100%'>{sections}</table>"


def has(row: Row, wanted: Sequence[str]) -> bool:
    """Whether all that is wanted stands somewhere in a row."""
    text = " ".join(row).lower()
    return all(word in text for word in wanted)


def of_menu(menu: str) -> list[Command]:
    """The commands of a menu that have a key."""
    return [command for command in COMMANDS.values() if command.menu == menu and command.keys]


def section(title: str, rows: Sequence[Row]) -> str:
    """A heading and its rows."""
    head = f"<tr><td colspan='3'><h3>{escape(title)}</h3></td></tr>"
    return head + "".join(cells(*row) for row in rows)


def of_command(command: Command) -> Row:
    """The keys of a command, its title and what it does."""
    keys = "  or  ".join(readable(key) for key in command.keys)
    return keys, command.title.rstrip(" …"), command.help.partition("\n")[0]


def cells(keys: str, title: str, text: str) -> str:
    """One row of the table."""
    return (
        f"<tr><td width='26%'><b>{escape(keys)}</b></td>"
        f"<td width='24%'>{escape(title)}</td><td width='50%'>{escape(text)}</td></tr>"
    )
