"""What every panel does: watch the session, and refresh once however much has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDockWidget

from inspector.model.session import Session
from inspector.panels.refresh_turns import Refreshing, turns_of
from inspector.panels.visibility import dock_of, in_sight
from inspector.theme.tokens import LIGHT, THEMES, Theme

FOLLOWING = 80
"""Milliseconds between two refreshes while what a long run does is shown as it does it."""
LONG = 1000
"""Events of a run that is long."""


class Watchable(Protocol):
    """Something that can be listened to: a signal of the session."""

    def connect(self, listener: Callable[..., object]) -> Callable[[], None]:
        """Call ``listener`` from now on; the result ends that."""


class Panel(Refreshing):
    """A view of the session; a subclass says what it watches and how it refreshes.

    However many signals arrive, there is one refresh, when its turn comes among the panels of the
    window; and none while nobody sees the panel, as behind another's tab.
    """

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self.session = session
        self.theme = LIGHT
        self.scale = 1.0
        self._due = True
        self._dock: QDockWidget | None = None
        self._links = [session.settings_changed.connect(self._setting_changed)]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        self.destroyed.connect(_cutting(self._links))
        self.setObjectName(name)
        self.setProperty("panel", True)

    @property
    def at_end(self) -> bool:
        """Whether there is no step after the shown one, so that none can be waited for."""
        return self.session.step >= len(self.session.recording)

    def watch(self, *signals: Watchable) -> None:
        """Refresh after any of ``signals``."""
        self._links += [signal.connect(self.refresh_later) for signal in signals]

    def watch_run(self, *others: Watchable) -> None:
        """Refresh whenever the run or the step is another, and after any of ``others``."""
        session = self.session
        self.watch(
            session.recording_changed, session.recording_grew, session.step_changed, *others
        )

    def watch_node(self, *others: Watchable) -> None:
        """Refresh whenever the node to be told of may be another, and after any of ``others``."""
        self.watch_run(self.session.selection_changed, self.session.view_changed, *others)

    def refresh_later(self, *_: object) -> None:
        """Refresh when the panel's turn comes, or when it is next seen.

        Going along with a long run, it leaves the time to the run.
        """
        self._due = True
        if not in_sight(self):
            return
        along = self.session.follow and len(self.session.recording) > LONG
        if not along:
            self._ask()
        elif not self._timer.isActive():
            self._timer.start(FOLLOWING)

    def refresh(self) -> None:
        """Show what the session says now."""

    def wear(self) -> None:
        """Take over ``self.theme`` and ``self.scale`` where style sheets do not reach."""

    def set_theme(self, theme: Theme) -> None:
        """Show everything in ``theme``."""
        self.theme = theme
        self.scale = self.session.type_scale
        self.wear()
        self.refresh_later()

    def dress(self) -> None:
        """Wear the theme that the settings name; a subclass calls it when it is built."""
        self.set_theme(THEMES[str(self.session.settings["theme"])])

    def _setting_changed(self, key: str) -> None:
        if key in ("theme", "font_scale"):
            self.dress()

    def _ask(self) -> None:
        turns_of(self).ask(self)

    def refresh_now(self) -> None:
        if self._due and in_sight(self):
            self._due = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        dock = dock_of(self)
        if dock is not None and dock is not self._dock:
            self._dock = dock
            dock.visibilityChanged.connect(self._raised)
        self.refresh_now()

    def _raised(self, seen: bool) -> None:
        """The panel has come out from behind a tab, though Qt may still have to put it there."""
        if seen and self._due:
            self._due = False
            self.refresh()


def _cutting(links: list[Callable[[], None]]) -> Callable[[], None]:
    """What disconnects a panel without keeping it alive."""

    def cut() -> None:
        for link in links:
            link()
        links.clear()

    return cut
