"""Trying other values for the selected leaf, and checking its gradient, without the mouse."""

from __future__ import annotations

from inspector.commands.conditions import on_leaf
from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.model.attempting import NUDGE, attempt, leaf_at


@command("Edit value", "Graph", keys="F2", enabled=on_leaf, begins=True)
def edit_value(host: Host) -> None:
    """Type another value on the selected leaf's card: the program runs again from this step."""
    host.player.pause()
    host.session.trials.typing.emit(host.session.selection or "")


def nudge(host: Host, sign: str) -> None:
    """Move every element of the selected leaf a little."""
    host.player.pause()
    leaf = leaf_at(host.session, host.session.selection)
    if leaf is not None:
        attempt(host.session, leaf, f"{sign}= {NUDGE}")


@command("Nudge up", "Graph", keys="+", enabled=on_leaf)
def nudge_up(host: Host) -> None:
    """Add 0.001 to the selected leaf, and see what was predicted beside what changes."""
    nudge(host, "+")


@command("Nudge down", "Graph", keys="-", enabled=on_leaf)
def nudge_down(host: Host) -> None:
    """Take 0.001 from the selected leaf, and see what was predicted beside what changes."""
    nudge(host, "-")


@command("Check .grad", "Graph", keys="C", enabled=on_leaf)
def check_gradient(host: Host) -> None:
    """Check the selected leaf's .grad by finite differences, element by element."""
    host.player.pause()
    host.display.show_panel("whatif")
    host.session.trials.checking.emit()
