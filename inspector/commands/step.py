"""Moving through the recording, forwards and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from inspector.commands.conditions import (
    after_start,
    before_end,
    can_go_on,
    can_restart,
    playable,
    playing,
    recorded,
)
from inspector.commands.host import Aid, Host
from inspector.commands.lecture import turn
from inspector.commands.registry import command
from inspector.commands.tuning import scale_setting
from inspector.model.moments.navigation import Stops
from inspector.model.moments.walking import into, out, over
from inspector.model.predicting import pending, reveal
from inspector.model.recordings.recording import Recording

Way: TypeAlias = Callable[[Recording, int, bool], int]
"""From a recording, a step in it and a direction to another step."""


def move(host: Host, stops: Stops, forward: bool) -> None:
    """Stop the animation's clock and go to the next such step, as far as it may be shown."""
    host.player.pause()
    before = host.session.step
    host.session.move(stops, forward)
    host.session.visit()
    if forward and host.session.step == before:
        hold(host)


def hold(host: Host) -> None:
    """Ask for what is to be predicted next; an audience is asked first, then it is revealed."""
    if not pending(host.session):
        return
    if not host.display.presenting:
        host.display.show_panel("predict")
    elif host.session.prediction.posed:
        reveal(host.session)
    else:
        host.session.prediction.pose()


@command("Play", "Step", keys="Space", icon="play", enabled=playable, checked=playing)
def play(host: Host) -> None:
    """Let the steps advance by themselves, or hold them; what has not run yet runs first."""
    if host.player.playing:
        host.player.pause()
    elif not recorded(host) and not host.session.running:
        host.program.run(host.player.play)
    else:
        host.player.play()


@command("First step", "Step", keys="Home", icon="first", enabled=can_restart, begins=True)
def first(host: Host) -> None:
    """Go back to before anything happened."""
    host.player.pause()
    host.session.go(0)


@command("Step back", "Step", keys="Left PgUp", icon="back", enabled=after_start)
def back(host: Host) -> None:
    """Undo the last thing that happened in the graph."""
    move(host, Stops.ANY, forward=False)


@command("Step forward", "Step", keys="Right PgDown", icon="forward", enabled=can_go_on)
def forward(host: Host) -> None:
    """Show the next thing that happens in the graph."""
    if not recorded(host):
        host.program.run()
    move(host, Stops.ANY, forward=True)


@command("Last step", "Step", keys="End", icon="last", enabled=before_end)
def last(host: Host) -> None:
    """Go to the end of what has been recorded, and along with a program that runs."""
    host.player.pause()
    host.session.follow_run()


@command("Next statement", "Step", keys="Down", enabled=before_end, begins=True)
def next_statement(host: Host) -> None:
    """Go to where the next statement begins, into functions and a module's forward too."""
    move(host, Stops.STATEMENT, forward=True)


@command("Previous statement", "Step", keys="Up", enabled=after_start)
def previous_statement(host: Host) -> None:
    """Go back to where a statement began, into functions that had run too."""
    move(host, Stops.STATEMENT, forward=False)


def walk(host: Host, way: Way, forward: bool) -> None:
    """Stop the animation's clock and go where ``way`` leads."""
    host.player.pause()
    session = host.session
    before = session.step
    session.go(way(session.recording, before, forward))
    session.visit()
    if forward and session.step == before:
        hold(host)


@command("Step over", "Step", keys="F10", enabled=before_end)
def step_over(host: Host) -> None:
    """Go to this function's next statement; what it calls runs through."""
    walk(host, over, forward=True)


@command("Step over, back", "Step", keys="Ctrl+F10", enabled=after_start)
def step_over_back(host: Host) -> None:
    """Go back to this function's statement before; what it called is passed by."""
    walk(host, over, forward=False)


@command("Step into", "Step", keys="F11", enabled=before_end, begins=True)
def step_into(host: Host) -> None:
    """Go to the next statement, or into the next module: one of PyTorch's own, too."""
    walk(host, into, forward=True)


@command("Step into, back", "Step", keys="Ctrl+F11", enabled=after_start)
def step_into_back(host: Host) -> None:
    """Go back to the statement or module before, into functions that had run too."""
    walk(host, into, forward=False)


@command("Step out", "Step", keys="Shift+F11", enabled=before_end)
def step_out(host: Host) -> None:
    """Go to the statement after the one that called this function, or past this module."""
    walk(host, out, forward=True)


@command("Step out, back", "Step", keys="Ctrl+Shift+F11", enabled=after_start)
def step_out_back(host: Host) -> None:
    """Go back to the statement that called this function, or this module."""
    walk(host, out, forward=False)


@command("Next operation", "Step", keys="Ctrl+Right", enabled=before_end, begins=True)
def next_operation(host: Host) -> None:
    """Go to the next operation of the forward pass: one part of a statement."""
    move(host, Stops.OPERATION, forward=True)


@command("Previous operation", "Step", keys="Ctrl+Left", enabled=after_start)
def previous_operation(host: Host) -> None:
    """Go back to an operation of the forward pass."""
    move(host, Stops.OPERATION, forward=False)


@command("Next backward node", "Step", keys=".", enabled=before_end)
def next_backward(host: Host) -> None:
    """Go to the next node that passes its gradient on; while presenting, blank the screen."""
    if host.display.presenting:
        turn(host, Aid.BLANK)
    else:
        move(host, Stops.BACKWARD, forward=True)


@command("Previous backward node", "Step", keys=",", enabled=after_start)
def previous_backward(host: Host) -> None:
    """Go back to a node that passed its gradient on."""
    move(host, Stops.BACKWARD, forward=False)


@command("Faster", "Step", keys="]", begins=True)
def faster(host: Host) -> None:
    """Double the speed of play, up to eight times."""
    scale_setting(host, "speed", 2.0)


@command("Slower", "Step", keys="[")
def slower(host: Host) -> None:
    """Halve the speed of play, down to a quarter."""
    scale_setting(host, "speed", 0.5)
