"""What the right button offers: the commands for what is under the pointer: node, row, line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QTreeWidget, QTreeWidgetItem

from inspector.canvas.view import GraphCanvas
from inspector.shell.controls.actions import Actions
from inspector.widgets.code_editor import CodeEditor

GROUPS = (
    ("questions.ask_why", "questions.what_if", "trying.edit_value", "trying.check_gradient"),
    ("editing.copy_value", "breaks.at_node", "breaks.at_grad", "breaks.next_event"),
    ("folding.turn", "view.fit_selection"),
    ("finding.light_ancestors", "finding.light_descendants", "finding.light_paths"),
    ("finding.light_all", "view.fit", "view.turn", "view.legend", "view.minimap"),
)
"""Commands, the nearest first: of a node, its run, its place, its kin, of the whole graph."""

OF_LINE = (
    ("breaks.at_line", "breaks.run_to_cursor", "breaks.run_back_to_cursor"),
    ("run.cell", "run.to_here"),
)
"""Commands for the line of the text cursor."""
NEED_PANELS = frozenset({"questions.ask_why", "questions.what_if"})
"""What answers in a panel, and so has nowhere to answer while the graph stands alone."""


class Pointing(QObject):
    """Knows whether it was the mouse that asked a widget for a menu last."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.by_mouse = False
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            self.by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        return False


def offer_menu(canvas: GraphCanvas, actions: Actions, alone: Callable[[], bool]) -> None:
    """Open a menu at the pointer whenever the canvas is asked for one.

    Where the pointer is on nothing, only what is about the whole graph is offered.
    """
    pointing = Pointing(canvas)

    def show(at: QPoint) -> None:
        key = canvas.hit(at.x(), at.y())
        choose(canvas, key)
        actions.refresh()
        groups = GROUPS[-1:] if pointing.by_mouse and key is None else GROUPS
        menu = filled(QMenu(canvas), actions, NEED_PANELS if alone() else frozenset(), groups)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(canvas.mapToGlobal(at))

    canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    canvas.customContextMenuRequested.connect(show)


def offer_line_menu(editor: CodeEditor, actions: Actions) -> None:
    """Add to what an editor offers what can be done with the line under the pointer."""

    def show(at: QPoint) -> None:
        if not editor.textCursor().hasSelection():
            editor.setTextCursor(editor.cursorForPosition(at))
        actions.refresh()
        menu = filled(editor.createStandardContextMenu(at), actions, frozenset(), OF_LINE)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(editor.viewport().mapToGlobal(at))

    editor.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    editor.customContextMenuRequested.connect(show)


@runtime_checkable
class Listing(Protocol):
    """A panel with rows that stand for nodes."""

    tree: QTreeWidget

    def choose(self, row: QTreeWidgetItem) -> bool:
        """Select the node of a row; whether it has one."""


def offer_row_menu(panel: Listing, actions: Actions) -> None:
    """Open the menu of a row's node at the pointer; by key, that of the row one stands on."""
    tree = panel.tree

    def show(at: QPoint) -> None:
        row = tree.itemAt(at) or tree.currentItem()
        if row is None or not panel.choose(row):
            return
        actions.refresh()
        menu = filled(QMenu(tree), actions, frozenset(), GROUPS[:-1])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(tree.viewport().mapToGlobal(at))

    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    tree.customContextMenuRequested.connect(show)


def choose(canvas: GraphCanvas, key: str | None) -> None:
    """Select what the menu is opened on, unless it is one of several that were chosen."""
    if key is not None and key not in canvas.session.marks.chosen:
        canvas.pick(key)


def filled(
    menu: QMenu,
    actions: Actions,
    without: frozenset[str],
    groups: Sequence[Sequence[str]] = GROUPS,
) -> QMenu:
    """The menu with every command that can be given now, a line between the groups."""
    for group in groups:
        menu.addSeparator()
        entries = [actions.by_id[name] for name in group if name not in without]
        menu.addActions([entry for entry in entries if entry.isEnabled()])
    return menu
