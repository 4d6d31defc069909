"""Moving through the recording, forwards and back."""

from __future__ import annotations

from inspector.commands.conditions import after_start, before_end, playing, recorded
from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.commands.tuning import scale_setting
from inspector.model.navigation import Stops


def move(host: Host, stops: Stops, forward: bool) -> None:
    """Stop the animation's clock and go to the next such step."""
    host.player.pause()
    host.session.move(stops, forward)


@command("Play", "Step", keys="Space", icon="play", enabled=recorded, checked=playing)
def play(host: Host) -> None:
    """Let the steps advance by themselves, or hold them where they are."""
    if host.player.playing:
        host.player.pause()
    else:
        host.player.play()


@command("First step", "Step", keys="Home", icon="first", enabled=after_start)
def first(host: Host) -> None:
    """Go back to before anything happened."""
    host.player.pause()
    host.session.go(0)


@command("Step back", "Step", keys="Left PgUp", icon="back", enabled=after_start)
def back(host: Host) -> None:
    """Undo the last thing that happened in the graph."""
    move(host, Stops.ANY, forward=False)


@command("Step forward", "Step", keys="Right PgDown", icon="forward", enabled=before_end)
def forward(host: Host) -> None:
    """Show the next thing that happens in the graph."""
    move(host, Stops.ANY, forward=True)


@command("Last step", "Step", keys="End", icon="last", enabled=before_end)
def last(host: Host) -> None:
    """Go to the end of what has been recorded, and along with a program that runs."""
    host.player.pause()
    host.session.follow_run()


@command("Next statement", "Step", keys="Down F10", enabled=before_end)
def next_statement(host: Host) -> None:
    """Go to where the program's next statement begins."""
    move(host, Stops.STATEMENT, forward=True)


@command("Previous statement", "Step", keys="Up Ctrl+F10", enabled=after_start)
def previous_statement(host: Host) -> None:
    """Go back to where a statement began."""
    move(host, Stops.STATEMENT, forward=False)


@command("Next operation", "Step", keys="F11", enabled=before_end)
def next_operation(host: Host) -> None:
    """Go to the next operation of the forward pass."""
    move(host, Stops.OPERATION, forward=True)


@command("Previous operation", "Step", keys="Ctrl+F11", enabled=after_start)
def previous_operation(host: Host) -> None:
    """Go back to an operation of the forward pass."""
    move(host, Stops.OPERATION, forward=False)


@command("Next backward node", "Step", keys=".", enabled=before_end)
def next_backward(host: Host) -> None:
    """Go to the next node that passes its gradient on."""
    move(host, Stops.BACKWARD, forward=True)


@command("Previous backward node", "Step", keys=",", enabled=after_start)
def previous_backward(host: Host) -> None:
    """Go back to a node that passed its gradient on."""
    move(host, Stops.BACKWARD, forward=False)


@command("Faster", "Step", keys="]")
def faster(host: Host) -> None:
    """Double the speed of play, up to eight times."""
    scale_setting(host, "speed", 2.0)


@command("Slower", "Step", keys="[")
def slower(host: Host) -> None:
    """Halve the speed of play, down to a quarter."""
    scale_setting(host, "speed", 0.5)
