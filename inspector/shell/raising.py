"""What happens once an empty window is on the screen: it gets its look and its frame."""

from __future__ import annotations

import importlib

from PySide6.QtWidgets import QApplication

from inspector.model.settings import Settings
from inspector.shell.dress import clothe, dress
from inspector.shell.frame import build
from inspector.shell.launch import Launch
from inspector.shell.memory import Memory
from inspector.shell.window import Window
from inspector.theme.tokens import LIGHT, THEMES

LATE = "inspector.shell.opening"
"""Loaded once the frame is on the screen, as it draws in numpy, networkx and jedi."""


def raise_frame(window: Window, memory: Memory | None, launch: Launch) -> None:
    """Build and dress the frame, and fill it when it can be seen."""
    settings = settings_for(memory, launch)
    theme, scale = THEMES[settings["theme"]], settings["font_scale"]
    application = QApplication.instance()
    if isinstance(application, QApplication):
        clothe(application)
    window.setStyleSheet("")
    dress(theme, scale)
    build(window, scale * theme.ui / LIGHT.ui)
    if memory is not None and launch.size is None:
        window.restoreState(memory.place()[1])
    window.after_next_picture(
        lambda: importlib.import_module(LATE).furnish(window, settings, memory, launch)
    )


def settings_for(memory: Memory | None, launch: Launch) -> Settings:
    """The settings as they were last, except what was asked for this time."""
    settings = Settings(memory.settings() if memory is not None else None)
    for key, chosen in (("theme", launch.theme), ("view", launch.view)):
        if chosen is not None:
            settings[key] = chosen
    return settings
