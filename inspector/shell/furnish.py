"""Filling the window's docks with the declared panels."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from PySide6.QtWidgets import QDockWidget, QWidget

from inspector.model.session import Session
from inspector.panels import PANELS, Declared


def furnish(docks: Mapping[str, QDockWidget], session: Session) -> dict[str, QWidget]:
    """Load every declared panel and put it in its dock; the panels by their ids."""
    panels = {declared.id: make_panel(declared, session) for declared in PANELS}
    for name, panel in panels.items():
        placeholder = docks[name].widget()
        docks[name].setWidget(panel)
        placeholder.deleteLater()
    return panels


def make_panel(declared: Declared, session: Session) -> QWidget:
    """Load a panel's module and make its widget."""
    module, _, name = declared.factory.partition(":")
    made = getattr(importlib.import_module(module), name)(session)
    assert isinstance(made, QWidget), f"{declared.factory} is no widget"
    return made
