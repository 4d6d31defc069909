"""Finding things, and finding out."""

from __future__ import annotations

from inspector.commands.host import Host
from inspector.commands.registry import command


@command("Find or do …", "Help", keys="Ctrl+K Ctrl+Shift+P", icon="find")
def palette(host: Host) -> None:
    """Search every command, node of the graph, line of the program, and lesson."""
    host.display.palette()


@command("Keys", "Help", keys="F1 ?")
def keys(host: Host) -> None:
    """Show every key there is."""
    host.display.keys()


@command("About", "Help", begins=True)
def about(host: Host) -> None:
    """Say what this program is, and its version."""
    host.display.about()
