"""Running the program, whole or in part, letting it wait, and stopping it."""

from __future__ import annotations

from inspector.commands.conditions import can_run_cell, cell_here, has_text, paused, running
from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.commands.tuning import setting_is, toggle


@command("Run", "Run", keys="F5", icon="run", enabled=has_text)
def run(host: Host) -> None:
    """Run the program as it stands and watch its graph grow."""
    host.program.run(host.player.play)


@command("Stop", "Run", keys="Shift+F5", icon="stop", enabled=running)
def stop(host: Host) -> None:
    """End the run; everything it recorded stays."""
    host.program.stop()


@command("Pause", "Run", keys="Pause Ctrl+F5", icon="pause", enabled=running, checked=paused)
def pause(host: Host) -> None:
    """Let the running program wait before its next statement, or go on again."""
    if host.session.live.paused:
        host.program.resume()
    else:
        host.program.pause()
    host.player.pause()
    host.session.follow_run()


@command("Run cell", "Run", keys="Ctrl+Return Ctrl+Enter", enabled=can_run_cell, begins=True)
def cell(host: Host) -> None:
    """Run the cell of the text cursor with the names there are; "# %%" begins a cell."""
    here = cell_here(host)
    if here is not None:
        host.program.run_cell(here)
        host.session.follow_run()


@command("Run cell and go on", "Run", keys="Shift+Return Shift+Enter", enabled=can_run_cell)
def cell_and_on(host: Host) -> None:
    """Run the cell of the text cursor and put it into the next one."""
    here = cell_here(host)
    cell(host)
    if here is not None:
        host.editor.goto(here.last + 1)


@command("Run up to here", "Run", keys="Ctrl+Shift+Return Ctrl+Shift+Enter", enabled=can_run_cell)
def to_here(host: Host) -> None:
    """Run the program afresh, up to the end of the cell of the text cursor."""
    here = cell_here(host)
    if here is not None:
        host.program.run_to(here.last, host.player.play)


@command("Console", "Run", keys="Ctrl+J", begins=True)
def console(host: Host) -> None:
    """Type further statements for the program that has run, or that waits."""
    host.display.console()


@command("Run as you type", "Run", checked=setting_is("run_as_typed", True), begins=True)
def as_typed(host: Host) -> None:
    """Run a short program again whenever it is changed and is whole Python."""
    toggle(host, "run_as_typed")


@command("Wait at breakpoints", "Run", checked=setting_is("live_breakpoints", True))
def at_breakpoints(host: Host) -> None:
    """Let a running program wait at the breakpoints of lines."""
    toggle(host, "live_breakpoints")
