"""Finding: commands, nodes of the graph, lines and lessons by a few letters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget

from inspector.commands import COMMANDS, MENUS, Command, Host
from inspector.commands.finding import return_to
from inspector.commands.matching import best
from inspector.commands.registry import WANTED
from inspector.model.graphs.search import titles
from inspector.panels import PANELS
from inspector.shell.controls.actions import Actions, readable
from inspector.shell.frame.overlay import Overlay
from inspector.theme.tokens import THEMES
from inspector.widgets.hints import HintDelegate, hinted

MOST = 60
"""Rows shown at once; more letters find the rest."""
NOTHING = "Nothing is called so. Fewer letters find more."


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that can be found, and what choosing it does; None where it cannot be now."""

    text: str
    hint: str
    choose: Callable[[], None] | None


class Palette(Overlay):
    """A line to type in and the rows it finds; Return chooses, Up and Down walk."""

    def __init__(self, host: Host, actions: Actions, window: QWidget) -> None:
        super().__init__(window, QSize(620, 440))
        self._host, self._actions = host, actions
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("Find a command, a node, a line or a lesson")
        self.line.setAccessibleName("Find")
        self.line.setClearButtonEnabled(True)
        self.found = QListWidget(self)
        self.found.setAccessibleName("Found")
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._painted = HintDelegate()
        self.found.setItemDelegate(self._painted)
        rows = QVBoxLayout(self)
        rows.addWidget(self.line)
        rows.addWidget(self.found)
        self._rows: list[Row] = []
        self._shown: list[Row] = []
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._find)
        self.line.returnPressed.connect(self._choose)
        self.found.itemClicked.connect(self._choose)
        self.line.installEventFilter(self)

    def open(self) -> None:
        """Gather what there is to find, and show it."""
        self._rows = [
            *self._commands(),
            *self._panels(),
            *self._bookmarks(),
            *self._nodes(),
            *self._lines(),
            *self._lessons(),
        ]
        self._painted.theme = THEMES[str(self._host.session.settings["theme"])]
        self.line.clear()
        self._find("")
        super().open()

    def _commands(self) -> list[Row]:
        return [
            self._command(command)
            for command in sorted(COMMANDS.values(), key=lambda each: MENUS.index(each.menu))
        ]

    def _command(self, command: Command) -> Row:
        title = command.title.rstrip(" …")
        if not command.enabled(self._host):
            return Row(title, WANTED[command.enabled], None)
        keys = " or ".join(readable(key) for key in command.keys[:1])
        return Row(title, keys, partial(self._actions.perform, command.id))

    def _panels(self) -> list[Row]:
        return [
            Row(
                f"Panel: {panel.title}",
                "",
                partial(self._host.display.show_panel, panel.id),
            )
            for panel in PANELS
        ]

    def _bookmarks(self) -> list[Row]:
        return [
            Row(
                f"Bookmark: {mark.title}",
                f"step {mark.step}",
                partial(return_to, self._host, mark),
            )
            for mark in self._host.session.marks.bookmarks
        ]

    def _nodes(self) -> list[Row]:
        session = self._host.session
        called = titles(session.graph, session.recording)
        return [
            Row(
                title,
                f"node, line {vertex.line}" if vertex.line else "node",
                partial(self._show_node, vertex.key),
            )
            for title, vertex in zip(called, session.graph.vertices, strict=True)
        ]

    def _lessons(self) -> list[Row]:
        room = self._host.session.classroom
        return [
            Row(f"Lesson {place + 1}: {lesson.title}", lesson.chapter, partial(room.want, place))
            for place, lesson in enumerate(room.course)
        ]

    def _lines(self) -> list[Row]:
        text = self._host.session.document.text
        return [
            Row(line.strip(), f"line {number}", partial(self._show_line, number))
            for number, line in enumerate(text.splitlines(), 1)
            if line.strip()
        ]

    def _show_node(self, key: str) -> None:
        self._host.session.select(key)
        self._host.camera.fit_selection()

    def _show_line(self, line: int) -> None:
        """Go to a line, and to where it runs next, or else to where it ran first."""
        session = self._host.session
        self._host.editor.goto(line)
        runs = [index + 1 for index in session.recording.scopes.lines.get(line, ())]
        later = (step for step in runs if step > session.step)
        if runs:
            session.go(next(later, runs[0]))
        else:
            self._host.display.show_panel("source")

    def _find(self, query: str) -> None:
        """Show what matches, what can be chosen before what cannot; without letters only that."""
        found = best(query, self._rows, lambda row: row.text) if query.strip() else self._rows
        able = [row for row in found if row.choose is not None]
        unable = [row for row in found if row.choose is None] if query.strip() else []
        self._shown = able[:MOST]
        self.found.clear()
        for row in self._shown:
            self.found.addItem(hinted(row.text, row.hint))
        for text, hint in [(row.text, row.hint) for row in unable] or [(NOTHING, "")] * (not able):
            dead = hinted(text, hint)
            dead.setFlags(Qt.ItemFlag.NoItemFlags)
            self.found.addItem(dead)
        self.found.setCurrentRow(0 if able else -1)

    def _choose(self) -> None:
        chosen = self.found.currentRow()
        if not 0 <= chosen < len(self._shown):
            return
        self.close_sheet()
        choose = self._shown[chosen].choose
        if choose is not None:
            choose()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent):
            moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            if event.type() == QEvent.Type.KeyPress and event.key() in moves:
                self._walk(moves[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _walk(self, offset: int) -> None:
        if self._shown:
            self.found.setCurrentRow((self.found.currentRow() + offset) % len(self._shown))
