"""Filling the window's docks with the declared panels."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QDockWidget, QWidget

from inspector.model.session import Session
from inspector.panels import PANELS


def fill_docks(docks: Mapping[str, QDockWidget], session: Session) -> dict[str, QWidget]:
    """Load every declared panel and put it in its dock; the panels by their ids."""
    panels: dict[str, QWidget] = {panel.id: panel.widget()(session) for panel in PANELS}
    for name, panel in panels.items():
        placeholder = docks[name].widget()
        docks[name].setWidget(panel)
        placeholder.deleteLater()
    return panels
