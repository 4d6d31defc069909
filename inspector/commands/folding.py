"""Opening and closing groups: modules, functions, turns of loops."""

from __future__ import annotations

from inspector.commands.conditions import has_groups, in_group
from inspector.commands.host import Host
from inspector.commands.registry import command


@command("Open or close the group", "Graph", keys="G", enabled=in_group, begins=True)
def turn(host: Host) -> None:
    """Open the selected group, or close the one that the selected node is part of."""
    host.session.fold(host.session.selection or "")


@command("Open every group", "Graph", keys="Shift+G", enabled=has_groups)
def open_all(host: Host) -> None:
    """Show every operation there is."""
    host.session.fold_all(opened=True)


@command("Close every group", "Graph", keys="Ctrl+G", enabled=has_groups)
def close_all(host: Host) -> None:
    """Show modules, functions and turns of loops as single nodes."""
    host.session.fold_all(opened=False)
