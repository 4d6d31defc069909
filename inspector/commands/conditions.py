"""When commands can be used: small questions about the host."""

from __future__ import annotations

from inspector.commands.host import Host
from inspector.commands.registry import wanted
from inspector.model.attempting import leaf_at
from inspector.model.predicting import pending
from inspector.model.sources.cells import Cell, cell_at, cells
from inspector.model.trials.sweeping import latest_pass


@wanted("while a program runs")
def running(host: Host) -> bool:
    """Whether the program is running."""
    return host.session.running


def paused(host: Host) -> bool:
    """Whether the running program waits at a line."""
    return host.session.live.paused


def cell_here(host: Host) -> Cell | None:
    """The cell that the text cursor is in, the first where it stands before all of them."""
    found = cells(host.session.document.text)
    return cell_at(found, host.editor.line) or next(iter(found), None)


@wanted("in a program with cells (# %%)")
def can_run_cell(host: Host) -> bool:
    """Whether the program has cells, one of which could run now."""
    return cell_here(host) is not None and (not running(host) or paused(host))


@wanted("with a program")
def has_text(host: Host) -> bool:
    """Whether there is anything to run."""
    return bool(host.session.document.text.strip())


@wanted("after a run")
def recorded(host: Host) -> bool:
    """Whether there are steps to walk through."""
    return len(host.session.recording) > 0


@wanted("once a run has ended")
def at_rest(host: Host) -> bool:
    """Whether there is a recording that does not grow any more."""
    return recorded(host) and not running(host)


@wanted("with a program")
def playable(host: Host) -> bool:
    """Whether there are steps to play, or a program that could make some."""
    return recorded(host) or has_text(host)


@wanted("after the first step of a run")
def after_start(host: Host) -> bool:
    """Whether an earlier step exists."""
    return host.session.step > 0


@wanted("after the first step of a run")
def can_restart(host: Host) -> bool:
    """Whether an earlier step exists, or the first will not be shown for long."""
    return after_start(host) or host.player.playing


@wanted("before the last step of a run")
def before_end(host: Host) -> bool:
    """Whether a later step exists."""
    return host.session.step < len(host.session.recording)


@wanted("before the last step of a run")
def can_go_on(host: Host) -> bool:
    """Whether a later step exists, or an audience waits for the run to begin."""
    begins = host.display.presenting and not recorded(host) and has_text(host)
    return before_end(host) or begins


def playing(host: Host) -> bool:
    """Whether steps advance by themselves."""
    return host.player.playing


@wanted("while presenting")
def presenting(host: Host) -> bool:
    """Whether only the graph and the sentence are shown."""
    return host.display.presenting


def legend_open(host: Host) -> bool:
    """Whether the legend is unfolded."""
    return bool(host.camera.legend_open)


@wanted("with a node selected")
def selected(host: Host) -> bool:
    """Whether a node is selected."""
    return host.session.selection is not None


@wanted("with a leaf selected, once the program has ended")
def on_leaf(host: Host) -> bool:
    """Whether a leaf is selected that can be given another value."""
    return not running(host) and leaf_at(host.session, host.session.selection) is not None


@wanted("after a backward pass")
def swept(host: Host) -> bool:
    """Whether a backward pass has ended, over whose graph tangents and gradients can be sent."""
    session = host.session
    return latest_pass(session.recording, session.step) is not None


@wanted("with a breakpoint")
def has_breakpoints(host: Host) -> bool:
    """Whether any breakpoint is set."""
    return bool(host.session.breakpoints)


@wanted("in a graph with groups")
def has_groups(host: Host) -> bool:
    """Whether anything of the graph can be opened or closed."""
    return host.session.folding.any


@wanted("with a group selected")
def in_group(host: Host) -> bool:
    """Whether a group is selected, or a node that is part of one."""
    return host.session.folding.holds(host.session.selection or "")


@wanted("with lessons")
def has_course(host: Host) -> bool:
    """Whether there are lessons to walk through."""
    return bool(host.session.classroom.course)


def predicting(host: Host) -> bool:
    """Whether values are hidden until they are predicted."""
    return host.session.prediction.on


@wanted("with a program")
def predictable(host: Host) -> bool:
    """Whether there is a run, or one to come, to predict."""
    return has_text(host) or recorded(host)


@wanted("while predicting")
def predicted(host: Host) -> bool:
    """Whether the next step is hidden, and can be revealed."""
    return pending(host.session)
