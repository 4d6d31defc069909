"""Filling the window's docks with the declared panels, and giving these what they ask for."""

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
