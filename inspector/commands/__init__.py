"""Everything a person can ask for, one declared function each; no Qt.

Importing this package fills the table: menus, toolbar, keys, palette, tooltips and the sheet of
keys are all read from ``COMMANDS``.
"""

from inspector.commands import (
    breaks,
    colours,
    editing,
    file,
    finding,
    folding,
    graph,
    help,  # noqa: A004 - a family
    lecture,
    questions,
    run,
    step,
    teach,
    trying,
    view,
)
from inspector.commands.host import Host
from inspector.commands.registry import COMMANDS, MENUS, Command

FAMILIES = (
    file, editing, run, step, breaks, view, colours, graph, folding, finding, questions,
    trying, teach, lecture, help,
)  # fmt: skip

__all__ = ["COMMANDS", "FAMILIES", "MENUS", "Command", "Host"]
