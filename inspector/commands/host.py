"""What commands may ask of the program around them: ports, so they need no window."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from inspector.model.looks.marks import Place
from inspector.model.session import Session
from inspector.model.sources.cells import Cell


def nothing() -> None:
    """What is to be done after a beginning, where nothing is."""


class Camera(Protocol):
    """How the graph is looked at."""

    def fit(self) -> None:
        """Show the whole graph."""

    def fit_selection(self) -> None:
        """Show the selected node, or everything where nothing is selected."""

    def zoom(self, factor: float) -> None:
        """Enlarge around the middle of the view."""

    def reset_zoom(self) -> None:
        """Show the graph at its natural size."""

    @property
    def place(self) -> Place:
        """Where the camera looks, to come back to."""

    def return_to(self, place: Place) -> None:
        """Look where one has looked before."""

    def reveal(self, key: str) -> None:
        """Move the least way to where a node is in sight."""

    @property
    def legend_open(self) -> bool:
        """Whether the legend is unfolded."""

    def toggle_legend(self) -> None:
        """Fold or unfold the legend."""


class Program(Protocol):
    """The process that runs the person's program."""

    def run(self, then: Callable[[], object] = nothing) -> None:
        """Start the text as it stands, ending a run that is still going on, and do ``then``.

        Where somebody has to allow it first, both wait for that.
        """

    def run_to(self, line: int, then: Callable[[], object] = nothing) -> None:
        """Start the text afresh, up to the end of this line, and do ``then``."""

    def run_cell(self, cell: Cell) -> None:
        """Run one cell in the names of the program, or where there are none, by itself."""

    def pause(self) -> None:
        """Let the program wait before its next statement."""

    def resume(self) -> None:
        """Let a program that waits go on, and go along with it."""

    def stop(self) -> None:
        """End the run; what it recorded stays."""


class Editor(Protocol):
    """Where the program is typed."""

    @property
    def line(self) -> int:
        """The line of the text cursor, from 1."""

    def goto(self, line: int) -> None:
        """Put the text cursor at the begin of a line."""

    @property
    def undoable(self) -> bool:
        """Whether a change can be taken back."""

    @property
    def redoable(self) -> bool:
        """Whether a change that was taken back can be made again."""

    def undo(self) -> None:
        """Take back the last change."""

    def redo(self) -> None:
        """Make the change again that was taken back last."""

    def search(self, replacing: bool) -> None:
        """Open the lines that search the text, and replace what is found."""

    def comment(self) -> None:
        """Make comments of the selected lines, or code again."""


class Player(Protocol):
    """Moves the step by itself, as fast as the animation lets it."""

    @property
    def playing(self) -> bool:
        """Whether steps are advancing now."""

    def play(self) -> None:
        """Advance from here, from the start where here is the end."""

    def pause(self) -> None:
        """Stay at the step shown."""


class Files(Protocol):
    """Asks for names and reads or writes files, reporting what went wrong in the window."""

    def new(self) -> None:
        """Begin an empty program."""

    def open(self) -> None:
        """Ask for a program or a recording and open it."""

    def save(self) -> bool:
        """Write the program to its file, asking for a name where it has none."""

    def save_as(self) -> bool:
        """Ask for a name and write the program there."""

    def save_recording(self) -> None:
        """Ask for a name and write the recording there."""

    def bring_back(self) -> None:
        """Offer the text that was kept because nobody saved it."""

    def new_lesson(self) -> None:
        """Begin a lesson of one's own."""

    def export_seen(self) -> None:
        """Ask for a name and write what the canvas shows of the graph."""

    def export_picture(self) -> None:
        """Ask for a name and write the graph as a picture or a graph file."""


class Aid(Enum):
    """What helps a speaker while presenting."""

    SPOTLIGHT = "spotlight"
    CLOSE_UP = "close-up"
    PEN = "pen"
    BLANK = "blank"
    NOTES = "notes"


class Display(Protocol):
    """The window itself: what it shows beside the graph."""

    @property
    def presenting(self) -> bool:
        """Whether only the graph and the step's sentence are shown."""

    def present(self, on: bool) -> None:
        """Enter or leave presenting."""

    def has_aid(self, aid: Aid) -> bool:
        """Whether one of the speaker's aids is on."""

    def set_aid(self, aid: Aid, on: bool) -> None:
        """Turn one of the speaker's aids on or off."""

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front."""

    def walk_panes(self, offset: int) -> None:
        """Give the keyboard to the pane so many places after the one that has it."""

    def turn_panels(self, offset: int) -> None:
        """Bring to the front the panel so many tabs after the one that has the keyboard."""

    def console(self) -> None:
        """Give the keyboard to the console."""

    def find(self) -> None:
        """Open the line that searches the graph."""

    def palette(self) -> None:
        """Open the search over commands, nodes and lines."""

    def keys(self) -> None:
        """Show every key there is."""

    def settings(self) -> None:
        """Show every setting there is."""

    def film(self) -> None:
        """Open the sheet that exports steps as a film."""

    def about(self) -> None:
        """Say what this program is, and its version."""

    def quit(self) -> None:
        """Close the window."""


class Deed(Enum):
    """What is done to what is selected where the keyboard is."""

    CUT = "cut"
    COPY = "copy"
    PASTE = "paste"
    ALL = "select all"


class Keyboard(Protocol):
    """Whatever has the keyboard: the program's text, a line, a list, a table."""

    def can(self, deed: Deed) -> bool:
        """Whether it takes this now."""

    def do(self, deed: Deed) -> None:
        """Do it."""

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""


class Host(Protocol):
    """The program around a command."""

    @property
    def session(self) -> Session:
        """The document, its recording, and the step shown."""

    @property
    def camera(self) -> Camera:
        """How the graph is looked at."""

    @property
    def program(self) -> Program:
        """The run."""

    @property
    def editor(self) -> Editor:
        """The text."""

    @property
    def keyboard(self) -> Keyboard:
        """What has the keyboard."""

    @property
    def player(self) -> Player:
        """The animation's clock."""

    @property
    def files(self) -> Files:
        """Documents, recordings and pictures on disk."""

    @property
    def display(self) -> Display:
        """The window."""
