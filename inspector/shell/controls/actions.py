"""The table of commands as Qt actions: menus, toolbar buttons, keys and tooltips."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from inspector.commands import COMMANDS, MENUS, Command, Host
from inspector.shell.appearance.icons import icon
from inspector.theme.roles import Theme

LEAVING = QKeySequence("Escape")
"""The key that leaves whatever there is to leave: where there is nothing, nobody is told so."""


class Actions:
    """One action for each command, enabled and checked as the commands' conditions say."""

    def __init__(self, host: Host, window: QWidget) -> None:
        self._host = host
        self.by_id: Mapping[str, QAction] = {
            name: self._action(command, window) for name, command in COMMANDS.items()
        }
        window.addActions(list(self.by_id.values()))

    def _action(self, command: Command, window: QWidget) -> QAction:
        action = QAction(command.title, window)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.setCheckable(command.checked is not None)
        action.setToolTip(tooltip(command))
        action.setStatusTip(command.help)
        action.triggered.connect(lambda: self.perform(command.id))
        return action

    def perform(self, name: str) -> None:
        """Run a command where its condition holds, then bring every action up to date."""
        command = COMMANDS[name]
        if command.enabled(self._host):
            command.run(self._host)
        self.refresh()

    def refuse(self, pressed: QKeySequence) -> None:
        """Say what the command of a key waits for; its key does nothing now."""
        found = (name for name, action in self.by_id.items() if pressed in action.shortcuts())
        name = next(found, None)
        if pressed != LEAVING and name is not None and not COMMANDS[name].enabled(self._host):
            self._host.session.remark(COMMANDS[name].refusal)

    def refresh(self, menu: str = "") -> None:
        """Ask every condition again, or those of one menu."""
        for name, action in self.by_id.items():
            command = COMMANDS[name]
            if menu not in ("", command.menu):
                continue
            action.setEnabled(command.enabled(self._host))
            if command.checked is not None:
                action.setChecked(command.checked(self._host))

    def draw_icons(self, theme: Theme) -> None:
        """Draw the icons in this theme's colours."""
        for name, action in self.by_id.items():
            drawing = COMMANDS[name].icon
            if drawing is not None:
                action.setIcon(icon(drawing, theme))

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make the menus, in order; the result holds each by its title."""
        menus = {title: bar.addMenu(f"&{title}") for title in MENUS}
        inner: dict[str, QMenu] = {}
        for name, action in self.by_id.items():
            command = COMMANDS[name]
            menu = menus[command.menu]
            if command.begins:
                menu.addSeparator()
            if command.within:
                menu = inner.get(command.within) or menu.addMenu(command.within)
                inner[command.within] = menu
            menu.addAction(action)
        return menus


def tooltip(command: Command) -> str:
    """The title with its first key, and the command's help below."""
    keys = f" ({readable(command.keys[0])})" if command.keys else ""
    return f"{command.title}{keys}\n{command.help}"


def readable(keys: str) -> str:
    """A key as this platform writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
