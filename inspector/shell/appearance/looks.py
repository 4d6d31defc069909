"""The theme on everything: style sheet, canvas and icons, changed while the window is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QTimer

from inspector.layout.geometry import EMPTY, Geometry
from inspector.model.graphs.vertex import Graph, View
from inspector.model.session import Session
from inspector.shell.appearance.dress import dress
from inspector.shell.frame.window import Window
from inspector.theme.afar import type_share
from inspector.theme.roles import Theme
from inspector.theme.tokens import THEMES

AT_REST = 150
"""Milliseconds after which a window that is being drawn larger or smaller has its size."""
NOTHING = Graph(View.OPERATIONS, (), ())


class Dressed(Protocol):
    """What style sheets do not reach."""

    def set_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""

    def set_geometry(self, graph: Graph, geometry: Geometry) -> None:
        """Show a graph in its place."""


class Looks:
    """Dresses the window whenever the theme or the size of text changes.

    The canvas changes with :meth:`dress_canvas`, once its cards have the new theme's sizes.
    """

    def __init__(
        self,
        window: Window,
        session: Session,
        canvas: Dressed,
        draw_icons: Callable[[Theme], None],
    ) -> None:
        self._window, self._session = window, session
        self._canvas, self._draw_icons = canvas, draw_icons
        self._unlink = session.settings_changed.connect(self._setting_changed)
        self._worn = self.theme
        self._draw_icons(self.theme)
        self._resized = QTimer(window, singleShot=True, interval=AT_REST)
        self._resized.timeout.connect(self._fit)
        window.resized.connect(self._resized.start)
        self._fit()

    @property
    def theme(self) -> Theme:
        """The theme that is set."""
        return THEMES[str(self._session.settings["theme"])]

    def dress_canvas(self) -> None:
        """Put the theme on the canvas, if it wears another.

        Where cards change their size nothing stays in its place: the graph is looked at anew.
        """
        before, self._worn = self._worn, self.theme
        if self.theme is not before:
            self._canvas.set_theme(self.theme)
        if self.theme.node_title != before.node_title:
            self._canvas.set_geometry(NOTHING, EMPTY)

    def close(self) -> None:
        """Listen no more; the window may still change its size, and close twice."""
        self._resized.blockSignals(True)
        self._resized.stop()
        self._unlink()

    def _fit(self) -> None:
        """Let panels write as large as the window has room for letters to be read from afar."""
        self._session.fit_type(type_share(self.theme, self._window.height()))

    def _setting_changed(self, key: str) -> None:
        if key == "theme":
            self._fit()
            self._draw_icons(self.theme)
        if key in ("theme", "font_scale"):
            dress(self._window, self.theme, self._session.type_scale)
