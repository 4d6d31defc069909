"""Asking why: from what is odd to the first thing that made it so."""

from __future__ import annotations

from inspector.commands.conditions import recorded, swept
from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.model.procession import send_back, send_forward
from inspector.model.questions.causes import answers, fault
from inspector.model.questions.outbreaks import first_outbreak
from inspector.model.questions.suspects import suspicions
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.session import Session


def first_cause(session: Session) -> int | None:
    """The step that is to blame: for what is odd about the selection, else in the whole run."""
    vertex = session.graph.by_key.get(session.selection or "")
    found = () if vertex is None else answers(session.moment, vertex.tensor)
    for answer in found:
        if answer.links:
            return answer.links[0].step
    step = first_outbreak(session.recording, session.horizon)
    if step is not None:
        return step
    wrong = fault(session.moment)
    told = [*([wrong] if wrong is not None else []), *suspicions(session.moment, 1)]
    return next((answer.links[0].step for answer in told if answer.links), None)


def _select_what_happened(session: Session) -> None:
    """Select the vertex that the step is about."""
    event = session.moment.event
    tensor = event.outputs[0].tensor if isinstance(event, Op) and event.outputs else None
    node = event.node if isinstance(event, NodeBackward) else None
    for vertex in session.graph.vertices:
        if vertex.tensor == tensor or (node is not None and vertex.node == node):
            session.select(vertex.key)
            return
    session.select(None)


@command("Why?", "Graph", keys="W", enabled=recorded, begins=True)
def ask_why(host: Host) -> None:
    """Explain what is odd about the selected node: why its .grad is None, zero, NaN or huge."""
    host.display.show_panel("why")


@command("Go to the first cause", "Graph", keys="Shift+W", enabled=recorded)
def go_to_cause(host: Host) -> None:
    """Go to the first step that made a NaN, an Inf, a zero or an error, and select its node."""
    host.player.pause()
    step = first_cause(host.session)
    host.display.show_panel("why")
    if step is not None:
        host.session.arrive(step)
        _select_what_happened(host.session)


@command("What if …", "Graph", keys="I", enabled=recorded)
def what_if(host: Host) -> None:
    """Try another value for the selected leaf: the program runs again, and both runs compare."""
    host.display.show_panel("whatif")


@command("Plots", "Graph", keys="Shift+I", enabled=recorded)
def plots(host: Host) -> None:
    """Plot a loss, or the norms of gradients, over the run; a click on a point goes there."""
    host.display.show_panel("plots")


@command("Forward mode", "Graph", keys="Ctrl+I", enabled=recorded)
def forward_mode(host: Host) -> None:
    """Sweep the graph in forward mode, beside reverse mode, and count what each costs."""
    host.display.show_panel("modes")


@command("Send tangents forward", "Graph", keys="T", enabled=swept)
def send_tangents(host: Host) -> None:
    """Let tangents travel over the graph in forward mode, from the selected leaf or the first."""
    host.player.pause()
    send_forward(host.session)


@command("Send gradients back", "Graph", keys="Shift+T", enabled=swept)
def send_gradients(host: Host) -> None:
    """Let the gradients of the latest backward pass travel over the graph again, to compare."""
    host.player.pause()
    send_back(host.session)


@command("Picture", "Graph", keys="Ctrl+Shift+I", enabled=recorded)
def picture(host: Host) -> None:
    """Draw the selected tensor as a heat map or an image, and its histogram, on lasting scales."""
    host.display.show_panel("picture")
