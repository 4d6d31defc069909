"""What a command is, and the table that holds every one of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from inspector.commands.host import Host

Condition = Callable[[Host], bool]
MENUS = (
    "File", "Edit", "Run", "Step", "Breakpoints", "View", "Graph", "Lessons", "Present", "Help",
)  # fmt: skip
"""In the order of the bar; each has an initial of its own, which opens it together with Alt."""


WANTED: dict[Condition, str] = {}
"""What a command waits for, in the words that follow "it works"; by its condition."""


def wanted(words: str) -> Callable[[Condition], Condition]:
    """Declare in words when the decorated condition holds."""

    def declare(condition: Condition) -> Condition:
        WANTED[condition] = words
        return condition

    return declare


def always(_: Host) -> bool:
    """Hold in every state."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can ask for.

    ``keys`` are written as Qt writes them ("Ctrl+Shift+S"); the first is shown. ``checked`` tells
    of a command that switches something whether it is on, and is None for all others. ``within``
    is the submenu it stands in, if it stands in one; where a command ``begins`` something else
    than what is above it in its menu, a line parts them.
    """

    id: str
    title: str
    menu: str
    run: Callable[[Host], None]
    keys: tuple[str, ...] = ()
    icon: str | None = None
    enabled: Condition = always
    checked: Condition | None = None
    within: str = ""
    begins: bool = False

    @property
    def help(self) -> str:
        """The function's docstring: the tooltip and the sheet's text."""
        return inspect.getdoc(self.run) or ""

    @property
    def refusal(self) -> str:
        """Why it does nothing while its condition does not hold."""
        return f"“{self.title.rstrip(' …')}” works {WANTED[self.enabled]}."


COMMANDS: dict[str, Command] = {}

Function = Callable[[Host], None]


def command(
    title: str,
    menu: str,
    keys: str = "",
    icon: str | None = None,
    enabled: Condition = always,
    checked: Condition | None = None,
    within: str = "",
    begins: bool = False,
) -> Callable[[Function], Function]:
    """Declare the decorated function as a command; ``keys`` are separated by blanks."""

    def declare(run: Function) -> Function:
        name = f"{run.__module__.rpartition('.')[2]}.{run.__name__}"
        if name in COMMANDS:
            raise ValueError(f"the command {name} is declared twice")
        COMMANDS[name] = Command(
            name, title, menu, run, tuple(keys.split()), icon, enabled, checked, within, begins
        )
        return run

    return declare
