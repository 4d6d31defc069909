"""The buttons on an empty canvas: what one does first, with its key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from inspector.canvas.emptiness import emptiness
from inspector.canvas.notice import end_of_notice
from inspector.commands import COMMANDS, Host
from inspector.commands.conditions import has_text, recorded, running
from inspector.shell.controls.actions import Actions, readable
from inspector.theme.tokens import THEMES

WITH_PROGRAM = ("run.run",)
WITHOUT = ("file.open", "teach.next_lesson", "help.palette")
NAMES = {"teach.next_lesson": "First lesson"}
"""What a command is here, where it is called otherwise in general."""
APART = 20
"""Pixels between the words on the canvas, the buttons, and the canvas's edge."""


class Welcome(QWidget):
    """Shows at most one set of buttons: to run what there is, or to come to something to run."""

    def __init__(self, canvas: QWidget, host: Host, actions: Actions) -> None:
        super().__init__(canvas)
        self._canvas, self._host, self._actions = canvas, host, actions
        self.setObjectName("welcome")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.buttons = {name: self._button(name) for name in (*WITH_PROGRAM, *WITHOUT)}
        for button in self.buttons.values():
            self._row.addWidget(button)
        self.buttons["run.run"].setDefault(True)
        canvas.installEventFilter(self)
        self.hide()

    def refresh(self) -> None:
        """Show what can be done first, as long as nothing was done."""
        host = self._host
        begun = recorded(host) or running(host) or host.display.presenting
        wanted = () if begun else WITH_PROGRAM if has_text(host) else WITHOUT
        for name, button in self.buttons.items():
            button.setVisible(name in wanted)
        self.setVisible(bool(wanted))
        self._place()

    def _button(self, name: str) -> QPushButton:
        command = COMMANDS[name]
        made = QPushButton(f"{NAMES.get(name, command.title)}   {readable(command.keys[0])}", self)
        made.setToolTip(command.help)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self._do(name))
        return made

    def _do(self, name: str) -> None:
        self._canvas.setFocus()
        self._actions.perform(name)

    def _place(self) -> None:
        """Stand below the words in the middle: side by side, or stacked where there is no room."""
        if not self.isVisibleTo(self._canvas):
            return
        room, session = self._canvas.rect(), self._host.session
        self._row.setDirection(QBoxLayout.Direction.LeftToRight)
        if self.sizeHint().width() > room.width() - 2 * APART:
            self._row.setDirection(QBoxLayout.Direction.TopToBottom)
        _, advice = emptiness(session, drawn=False)
        end = end_of_notice(room, advice, THEMES[str(session.settings["theme"])])
        self.adjustSize()
        self.move(max(0, (room.width() - self.width()) // 2), end + APART)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
