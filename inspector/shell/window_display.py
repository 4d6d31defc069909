"""What the window shows beside the graph: presenting, the sheets, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from inspector import __version__
from inspector.canvas.view import GraphCanvas
from inspector.commands.host import Aid
from inspector.model.session import Session
from inspector.model.settings import Scalar
from inspector.shell.controls.findbar import FindBar
from inspector.shell.frame.overlay import Overlay
from inspector.shell.frame.panes import give_focus, neighbour, panes
from inspector.shell.frame.window import Window
from inspector.shell.presenting.podium import Podium

ABOUT = (
    f"<h3 style='font-weight: 600'>Autograd Inspector {__version__}</h3>"
    "<p>Write PyTorch-style tensor code, run it or step through it, and see autograd: the graph "
    "growing in the forward pass, the gradient flowing back through it, and every <tt>.grad</tt> "
    "being built up term by term.</p><p>MIT licence.</p>"
)
PRESENTED = "projector"
"""The theme that is worn while presenting."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """What opens over the window when a command asks for it."""

    palette: Overlay
    keys: Overlay
    settings: Overlay
    film: Overlay
    find: FindBar


class WindowDisplay:
    """The window as commands see it."""

    def __init__(
        self,
        window: Window,
        session: Session,
        canvas: GraphCanvas,
        sheets: Sheets,
        podium: Podium,
    ) -> None:
        self._window, self._session, self._canvas = window, session, canvas
        self._sheets, self._podium = sheets, podium
        self._theme_before: Scalar | None = None

    @property
    def presenting(self) -> bool:
        """Whether only the graph and the step's sentence are shown."""
        return self._theme_before is not None

    def present(self, on: bool) -> None:
        """Enter or leave presenting; the theme comes back as it was."""
        if on == self.presenting:
            return
        settings = self._session.settings
        self._canvas.set_captioned(on)
        if self._theme_before is None:
            self._theme_before = settings["theme"]
            self._window.set_bare(True)
            settings["theme"] = PRESENTED
            self._podium.begin()
        else:
            self._podium.end()
            # The docks find their sizes again only among text of its old size.
            settings["theme"], self._theme_before = self._theme_before, None
            self._window.set_bare(False)

    def lasting(self) -> dict[str, Scalar]:
        """The settings as they should be remembered."""
        values = self._session.settings.as_dict()
        if self._theme_before is not None:
            values["theme"] = self._theme_before
        return values

    def has_aid(self, aid: Aid) -> bool:
        """Whether one of the speaker's aids is on."""
        return self._podium.has(aid)

    def set_aid(self, aid: Aid, on: bool) -> None:
        """Turn one of the speaker's aids on or off."""
        self._podium.turn(aid, on)

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front, and give it the keyboard."""
        if not self.presenting:
            self._window.show_panel(name)
            give_focus([self._window.docks[name].widget()], 1)

    def walk_panes(self, offset: int) -> None:
        """Give the keyboard to the pane so many places after the one that has it."""
        give_focus(panes(self._window, self._canvas), offset)

    def turn_panels(self, offset: int) -> None:
        """Bring to the front the panel so many tabs after the one that has the keyboard."""
        name = neighbour(self._window.docks, offset)
        if name is not None:
            self.show_panel(name)

    def console(self) -> None:
        """Give the keyboard to the console."""
        dock = self._window.docks["console"]
        dock.show()
        dock.raise_()
        dock.widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def find(self) -> None:
        """Open the line that searches the graph."""
        self._sheets.find.open()

    def palette(self) -> None:
        """Open the search over commands, nodes and lines."""
        self._sheets.palette.open()

    def keys(self) -> None:
        """Show every key there is."""
        self._sheets.keys.open()

    def settings(self) -> None:
        """Show every setting there is."""
        self._sheets.settings.open()

    def film(self) -> None:
        """Open the sheet that exports steps as a film."""
        self._sheets.film.open()

    def about(self) -> None:
        """Say what this program is, and its version."""
        QMessageBox.about(self._window, "About", ABOUT)

    def quit(self) -> None:
        """Close the window."""
        self._window.close()
