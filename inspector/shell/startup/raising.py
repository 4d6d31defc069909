"""What happens once an empty window is on the screen: it gets its look and its frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from inspector.model.settings import Settings
from inspector.panels import PANELS
from inspector.shell.appearance.dress import clothe, dress
from inspector.shell.frame.building import build
from inspector.shell.frame.window import Window
from inspector.shell.settings.memory import Memory
from inspector.shell.startup.early import EarlyKeys
from inspector.shell.startup.launch import Launch
from inspector.theme.afar import type_share
from inspector.theme.tokens import LIGHT, THEMES

LATE = (
    "numpy",
    "msgspec",
    "inspector.model.recordings.files",
    "inspector.canvas.view",
    *(panel.module for panel in PANELS),
    "inspector.shell.startup.opening",
)
"""Loaded once the frame is on the screen, one after the other, so that it never stands still."""


def raise_frame(window: Window, memory: Memory | None, launch: Launch) -> None:
    """Build and dress the frame, and fill it when it can be seen; keys pressed meanwhile wait."""
    early = EarlyKeys(window)
    settings = settings_for(memory, launch)
    theme = THEMES[settings["theme"]]
    scale = settings["font_scale"] * type_share(theme, window.height())
    application = QApplication.instance()
    if isinstance(application, QApplication):
        clothe(application)
    dress(window, theme, scale)
    build(window, scale * theme.ui / LIGHT.ui)
    if memory is not None and launch.size is None:
        window.restoreState(memory.place()[1])
        window.kept.arrange(memory.arranged())

    def furnish() -> None:
        import_module(LATE[-1]).furnish(window, settings, memory, launch)
        early.obey()

    window.after_next_picture(lambda: load(window, iter(LATE), furnish))


def load(window: Window, modules: Iterator[str], then: Callable[[], None]) -> None:
    """Import modules with a turn of the event loop between any two, then go on.

    That ends with the window.
    """
    name = next(modules, None)
    if name is None:
        then()
    else:
        import_module(name)
        QTimer.singleShot(0, window, lambda: load(window, modules, then))


def settings_for(memory: Memory | None, launch: Launch) -> Settings:
    """The settings as they were last, except what was asked for this time."""
    settings = Settings(memory.settings() if memory is not None else None)
    for key, chosen in (("theme", launch.theme), ("view", launch.view)):
        if chosen is not None:
            settings[key] = chosen
    return settings
