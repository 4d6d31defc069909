"""Bringing actions, toolbar and title up to date after any change, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from inspector.model.session import Session
from inspector.shell.execution.player import Player
from inspector.shell.frame.docks import share_heights
from inspector.shell.frame.window import Window
from inspector.widgets.code_editor import CodeEditor


class Refreshed(Protocol):
    """What shows which commands can be given now."""

    def refresh(self) -> None:
        """Show what holds now."""


class Refreshing(QObject):
    """Listens to everything that menus, toolbar and title depend on."""

    def __init__(
        self,
        window: Window,
        session: Session,
        player: Player,
        editor: CodeEditor,
        shown: Sequence[Refreshed],
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._editor, self._shown = window, session, editor, shown
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.refresh)
        player.changed.connect(self._due.start)
        self._links = [
            signal.connect(self._later)
            for signal in (
                session.document_changed,
                session.recording_changed,
                session.recording_grew,
                session.running_changed,
                session.selection_changed,
                session.view_changed,
                session.breakpoints_changed,
                session.folding_changed,
                session.live.changed,
                session.marks.changed,
                session.prediction.changed,
                session.classroom.changed,
            )
        ]
        self._links.append(session.step_changed.connect(self._stepped))
        self._links.append(session.settings_changed.connect(self._set))

    @property
    def due(self) -> bool:
        """Whether something has changed that is not shown yet."""
        return self._due.isActive()

    def refresh(self) -> None:
        """Show what can be done now, and what it would be done to."""
        document, classroom = self._session.document, self._session.classroom
        lesson = self._window.make_room("lesson", classroom.lesson is not None)
        predict = self._window.make_room("predict", self._session.prediction.on)
        if lesson or predict:
            QTimer.singleShot(0, self._window, self._share)
        for each in self._shown:
            each.refresh()
        title = classroom.title(document, self._session.recording)
        self._window.setWindowTitle(f"{title}[*] - Autograd Inspector")
        self._window.setWindowModified(document.modified)

    def catch_up(self) -> None:
        """Show now what is due to be shown."""
        if self.due:
            self._due.stop()
            self.refresh()

    def close(self) -> None:
        """Listen no more."""
        self._due.stop()
        for link in self._links:
            link()

    def _share(self) -> None:
        """Give every panel its height anew, as another has come."""
        share_heights(self._window, self._window.docks, {"source": self._editor.enough})

    def _later(self) -> None:
        self._due.start()

    def _stepped(self, _old: int, _new: int) -> None:
        self._due.start()

    def _set(self, _key: str) -> None:
        self._due.start()
