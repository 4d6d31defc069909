"""Breakpoints, and going from one to the next in both directions."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.commands.conditions import (
    after_start,
    before_end,
    has_breakpoints,
    has_text,
    recorded,
    selected,
)
from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.model.graphs.vertex import Vertex
from inspector.model.moments.breakpoints import KINDS, Breakpoint
from inspector.model.moments.walking import along_node, along_tensor, beside, to_line
from inspector.model.recordings.events import Created, Op
from inspector.model.sources.statements import statement_line


@command("On to the next breakpoint", "Breakpoints", keys="F8", enabled=before_end)
def on(host: Host) -> None:
    """Go on until a breakpoint holds, else to the end."""
    to_hit(host, forward=True)


@command("Back to the last breakpoint", "Breakpoints", keys="Shift+F8", enabled=after_start)
def back(host: Host) -> None:
    """Go back to where a breakpoint held, else to the start."""
    to_hit(host, forward=False)


def to_hit(host: Host, forward: bool) -> None:
    """Go to the next step at which a breakpoint holds, and say so where none does."""
    host.player.pause()
    session = host.session
    session.move_to_hit(forward)
    session.visit()
    if not session.breakpoints:
        session.remark("No breakpoint is set.")
    elif session.step - 1 not in session.hits.all:
        session.remark(f"No breakpoint holds on the way to the {'end' if forward else 'start'}.")


def to_cursor(host: Host, forward: bool) -> None:
    """Go to where the line of the text cursor runs, and say so where it does not."""
    host.player.pause()
    session = host.session
    line = statement_line(session.document.text, host.editor.line)
    found = to_line(session.recording, session.step, line, forward)
    if found != session.step:
        session.arrive(found)
    elif line in session.recording.scopes.lines:
        session.remark(f"Line {line} does not run {'after' if forward else 'before'} this step.")
    else:
        session.remark(f"Line {line} does not run.")


@command("Run to cursor", "Breakpoints", keys="Ctrl+F8", enabled=recorded, begins=True)
def run_to_cursor(host: Host) -> None:
    """Go to where the line of the text cursor runs next."""
    to_cursor(host, forward=True)


@command("Run back to cursor", "Breakpoints", keys="Ctrl+Shift+F8", enabled=recorded)
def run_back_to_cursor(host: Host) -> None:
    """Go back to where the line of the text cursor ran before."""
    to_cursor(host, forward=False)


def along_selection(host: Host) -> list[Sequence[int]]:
    """The events that touch the selected tensor or its node."""
    session = host.session
    vertex = chosen(host)
    if vertex is None:
        return []
    found = [] if vertex.tensor is None else along_tensor(session.recording, vertex.tensor)
    return found + ([] if vertex.node is None else along_node(session.recording, vertex.node))


def to_event(host: Host, forward: bool) -> None:
    """Go to what happens to the selection next, or happened last; say so where nothing does."""
    host.player.pause()
    session = host.session
    indices = along_selection(host)
    found = beside(session.recording, session.step, indices, forward)
    if any(found - 1 in touching for touching in indices):
        session.arrive(found)
    else:
        session.remark(f"Nothing happens to it {'after' if forward else 'before'} this step.")


@command("Next event of the selection", "Breakpoints", keys="E", enabled=selected, begins=True)
def next_event(host: Host) -> None:
    """Go to the next step that makes, changes, names or runs what is selected."""
    to_event(host, forward=True)


@command("Previous event of the selection", "Breakpoints", keys="Shift+E", enabled=selected)
def last_event(host: Host) -> None:
    """Go back to the step before that touched what is selected."""
    to_event(host, forward=False)


@command(
    "Breakpoint at the cursor's line", "Breakpoints", keys="F9", enabled=has_text, begins=True
)
def at_line(host: Host) -> None:
    """Hold before the line of the text cursor runs, or no longer."""
    line = statement_line(host.session.document.text, host.editor.line)
    host.session.toggle_breakpoint(Breakpoint("line", line))


@command("Breakpoint at the selected node", "Breakpoints", keys="Shift+F9", enabled=selected)
def at_node(host: Host) -> None:
    """Hold whenever the selected node passes its gradient on, in every turn of a loop."""
    vertex = chosen(host)
    made = None if vertex is None else maker(host, vertex)
    if isinstance(made, Op) and made.grad_fn:
        host.session.toggle_breakpoint(Breakpoint("node", made.line, made.columns, made.grad_fn))


@command("Breakpoint at the selected .grad", "Breakpoints", keys="Ctrl+F9", enabled=selected)
def at_grad(host: Host) -> None:
    """Hold whenever a gradient is added to the .grad of the selected tensor."""
    vertex = chosen(host)
    name = None
    if vertex is not None and vertex.tensor is not None:
        name = host.session.moment.name(vertex.tensor)
    if name:
        host.session.toggle_breakpoint(Breakpoint("grad", name=name))


@command("Breakpoint where a NaN or Inf appears", "Breakpoints", keys="Ctrl+Shift+F9")
def at_defect(host: Host) -> None:
    """Hold where a value or a gradient first stops being finite, or no longer."""
    host.session.toggle_breakpoint(Breakpoint("defect", amount=KINDS["defect"].amount or 0.0))


@command("Remove all breakpoints", "Breakpoints", enabled=has_breakpoints, begins=True)
def remove_all(host: Host) -> None:
    """Hold nowhere any more."""
    host.session.set_breakpoints(())


def chosen(host: Host) -> Vertex | None:
    """The selected vertex."""
    return host.session.graph.by_key.get(host.session.selection or "")


def maker(host: Host, vertex: Vertex) -> Op | Created | None:
    """The event that made what a vertex shows."""
    recording = host.session.recording
    index = recording.nodes.makers.get(-1 if vertex.node is None else vertex.node)
    event = None if index is None else recording.events[index]
    return event if isinstance(event, Op | Created) else None
