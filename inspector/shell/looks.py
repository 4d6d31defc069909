"""The theme on everything: style sheet, canvas and icons, changed while the window is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from inspector.model.session import Session
from inspector.shell.dress import dress
from inspector.theme.roles import Theme
from inspector.theme.tokens import THEMES


class Dressed(Protocol):
    """What style sheets do not reach."""

    def set_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""


class Looks:
    """Dresses the window whenever the theme or the size of text changes."""

    def __init__(
        self, session: Session, canvas: Dressed, draw_icons: Callable[[Theme], None]
    ) -> None:
        self._session, self._canvas, self._draw_icons = session, canvas, draw_icons
        self._unlink = session.settings_changed.connect(self._setting_changed)
        self._draw_icons(self.theme)

    @property
    def theme(self) -> Theme:
        """The theme that is set."""
        return THEMES[str(self._session.settings["theme"])]

    def close(self) -> None:
        """Listen no more."""
        self._unlink()

    def _setting_changed(self, key: str) -> None:
        if key in ("theme", "font_scale"):
            dress(self.theme, float(self._session.settings["font_scale"]))
        if key == "theme":
            self._canvas.set_theme(self.theme)
            self._draw_icons(self.theme)
