"""Filling the docks with the declared panels, giving these what they ask for, and ending them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QDockWidget, QWidget

from inspector.commands.host import Player
from inspector.model.session import Session
from inspector.panels import PANELS


@runtime_checkable
class Playing(Protocol):
    """A panel with a button that plays."""

    def set_player(self, player: Player) -> None:
        """Play with this one."""


@runtime_checkable
class Opening(Protocol):
    """A panel with a button that shows another panel."""

    def set_opener(self, show_panel: Callable[[str], object]) -> None:
        """Show panels with this."""


@runtime_checkable
class Threaded(Protocol):
    """A part of a panel with a thread of its own."""

    def close_threads(self) -> None:
        """Let the thread end."""


def fill_docks(docks: Mapping[str, QDockWidget], session: Session) -> dict[str, QWidget]:
    """Load every declared panel and put it in its dock; the panels by their ids."""
    panels: dict[str, QWidget] = {panel.id: panel.widget()(session) for panel in PANELS}
    for name, panel in panels.items():
        placeholder = docks[name].widget()
        docks[name].setWidget(panel)
        placeholder.deleteLater()
    return panels


def introduce(
    panels: Iterable[QWidget], player: Player, show_panel: Callable[[str], object]
) -> None:
    """Give panels what they ask for by the methods they have."""
    for panel in panels:
        if isinstance(panel, Playing):
            panel.set_player(player)
        if isinstance(panel, Opening):
            panel.set_opener(show_panel)


def dismiss(panels: Iterable[QWidget]) -> None:
    """End what runs beside the panels."""
    parts = [part for panel in panels for part in panel.findChildren(QWidget)]
    # A protocol is slow to ask: once of each kind, and not of each of some hundred widgets.
    threaded: set[type] = {kind for kind in set(map(type, parts)) if issubclass(kind, Threaded)}
    for part in parts:
        if type(part) in threaded and isinstance(part, Threaded):
            part.close_threads()
