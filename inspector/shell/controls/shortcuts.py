"""The sheet of keys: every command that has one, by menu."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from inspector.commands import COMMANDS, MENUS, Command
from inspector.shell.controls.actions import readable
from inspector.shell.frame.overlay import Overlay

MOUSE = (
    ("Drag the canvas", "Move the graph; also the middle button, or Space and drag"),
    ("Wheel", "Scroll; with Ctrl, or pinching, zoom at the pointer"),
    ("Click", "Select a node; click beside it to let go"),
    ("Double-click", "Open a group, or type another value for a leaf; beside them, show all"),
    ("Shift and click", "Choose several nodes; Shift and drag chooses all in a rectangle"),
    ("Click the minimap", "Look there; dragging moves along"),
)
STRONG = "b, h3 { font-weight: 600; }"
"""As bold as the window's typeface comes; a bolder weight would be smeared."""


class ShortcutSheet(Overlay):
    """Every key there is, read from the table of commands."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, QSize(860, 680))
        self._page = QTextBrowser(self)
        self._page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._page.setAccessibleName("Keys")
        rows = QVBoxLayout(self)
        rows.addWidget(self._page)
        self._page.document().setDefaultStyleSheet(STRONG)
        self._page.setHtml(page())
        self.setFocusProxy(self._page)


def page() -> str:
    """The sheet as HTML: one table, a heading a menu."""
    menus = [section(menu, [row(command) for command in of_menu(menu)]) for menu in MENUS]
    mouse = section("Mouse", [cells(*pair, "") for pair in MOUSE])
    return f"<table cellspacing='0' cellpadding='4' width='100%'>{''.join(menus)}{mouse}</table>"


def of_menu(menu: str) -> list[Command]:
    """The commands of a menu that have a key."""
    return [command for command in COMMANDS.values() if command.menu == menu and command.keys]


def section(title: str, rows: list[str]) -> str:
    """A heading and its rows."""
    return f"<tr><td colspan='3'><h3>{escape(title)}</h3></td></tr>{''.join(rows)}"


def row(command: Command) -> str:
    """The keys of a command, its title and what it does."""
    keys = "  or  ".join(readable(key) for key in command.keys)
    return cells(keys, command.title.rstrip(" …"), command.help.partition("\n")[0])


def cells(keys: str, title: str, text: str) -> str:
    """One row of the table."""
    return (
        f"<tr><td width='26%'><b>{escape(keys)}</b></td>"
        f"<td width='24%'>{escape(title)}</td><td width='50%'>{escape(text)}</td></tr>"
    )
