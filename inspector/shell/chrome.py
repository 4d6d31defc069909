"""What stands around the graph and is read from the commands: actions, menus, toolbar, sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from inspector.canvas.view import GraphCanvas
from inspector.commands.host import Host
from inspector.shell.appearance.looks import Looks
from inspector.shell.controls.actions import Actions
from inspector.shell.controls.contextmenu import (
    Listing,
    offer_line_menu,
    offer_menu,
    offer_row_menu,
)
from inspector.shell.controls.findbar import FindBar
from inspector.shell.controls.menus import add_course, add_recent, fill_menus, fill_panels
from inspector.shell.controls.palette import Palette
from inspector.shell.controls.panelmenus import (
    Scrubbed,
    offer_panel_menu,
    offer_step_menu,
    offer_tab_menu,
)
from inspector.shell.controls.shortcuts import ShortcutSheet
from inspector.shell.controls.toolbar import Toolbar
from inspector.shell.controls.welcome import Welcome
from inspector.shell.documents.film_sheet import FilmSheet
from inspector.shell.frame.building import put_back
from inspector.shell.frame.window import Window
from inspector.shell.presenting.podium import Podium
from inspector.shell.settings.preferences import SettingsSheet
from inspector.shell.window_display import Sheets, WindowDisplay
from inspector.widgets.code_editor import CodeEditor


class Chrome:
    """Every way to give ``host`` a command, and every sheet that one opens."""

    def __init__(self, host: Host, window: Window, canvas: GraphCanvas) -> None:
        session = host.session
        self._window, self._session, self._canvas = window, session, canvas
        self.actions = Actions(host, window)
        window.unheeded.connect(self.actions.refuse)
        self.film = FilmSheet(window, session, window.notice)
        sheets = Sheets(
            Palette(host, self.actions, window),
            ShortcutSheet(window),
            SettingsSheet(window, session.settings),
            self.film,
            FindBar(host, canvas),
        )
        self.podium = Podium(window, canvas, session)  # above the sheets: its curtain hides them
        self.podium.give_keys(list(self.actions.by_id.values()))
        self.display = WindowDisplay(window, session, canvas, sheets, self.podium)
        self._menus: dict[str, QMenu] = fill_menus(window, self.actions)
        self.toolbar = Toolbar(window.toolbar, session, self.actions)
        self.welcome = Welcome(canvas, host, self.actions)
        self.looks = Looks(window, session, canvas, self.actions.draw_icons)

    def offer_menus(self, editor: CodeEditor, panels: Iterable[QWidget]) -> None:
        """Let the right button offer what can be done with what it is pressed on."""
        offer_menu(self._canvas, self.actions, lambda: self.display.presenting)
        offer_line_menu(editor, self.actions)
        for panel in panels:
            offer_panel_menu(panel, self.actions)
            if isinstance(panel, Listing):
                offer_row_menu(panel, self.actions)
            if isinstance(panel, Scrubbed):
                offer_step_menu(panel.scrubber, self.actions)
        window = self._window
        offer_tab_menu(
            window, lambda menu: fill_panels(menu, window.docks, partial(put_back, window))
        )

    def offer_course(self, choose: Callable[[int], object]) -> None:
        """List the lessons."""
        add_course(self._menus["Lessons"], self._session.classroom.course, choose)

    def offer_recent(
        self, recent: Callable[[], list[Path]], choose: Callable[[Path], object]
    ) -> None:
        """List the files opened last."""
        add_recent(self._menus["File"], recent, choose)

    def close(self) -> None:
        """Close what has a window or a process of its own."""
        self.podium.close()
        self.film.filming.close()
        self.looks.close()
