"""Walking the graph node by node, with the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from inspector.commands.conditions import recorded, selected
from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.model.graphs.vertex import Graph
from inspector.model.recordings.events import NodeBackward


def inputs_of(graph: Graph, key: str) -> list[str]:
    """The vertices whose tensors ``key`` uses, by input slot."""
    edges = [edge for edge in graph.edges_of[key] if edge.target == key]
    return [edge.source for edge in sorted(edges, key=lambda edge: edge.slot)]


def outputs_of(graph: Graph, key: str) -> list[str]:
    """The vertices that use ``key``, in order of execution."""
    return [edge.target for edge in graph.edges_of[key] if edge.source == key]


def siblings_of(graph: Graph, key: str) -> list[str]:
    """All inputs of whatever uses ``key``, once each; ``key`` itself among them."""
    found = [source for user in outputs_of(graph, key) for source in inputs_of(graph, user)]
    return list(dict.fromkeys(found)) or [key]


def current(host: Host) -> str | None:
    """The selected vertex, the last one where none is selected, None where nothing is drawn."""
    graph, key = host.session.graph, host.session.selection
    if key is not None:
        return key
    return graph.vertices[-1].key if graph.vertices else None


def walk(host: Host, neighbours: Callable[[Graph, str], list[str]]) -> None:
    """Select the first neighbour; stay where there is none."""
    here = current(host)
    found = neighbours(host.session.graph, here) if here else []
    if found:
        host.session.select(found[0])


def select_sibling(host: Host, offset: int) -> None:
    """Select the sibling ``offset`` places on, going round."""
    here = current(host)
    if here:
        row = siblings_of(host.session.graph, here)
        host.session.select(row[(row.index(here) + offset) % len(row)])


@command(
    "Select an input", "Graph", keys="Alt+Left", enabled=recorded, begins=True, within="Select"
)
def select_input(host: Host) -> None:
    """Walk against the arrows, to what the selected node uses."""
    walk(host, inputs_of)


@command("Select an output", "Graph", keys="Alt+Right", enabled=recorded, within="Select")
def select_output(host: Host) -> None:
    """Walk along the arrows, to what uses the selected node."""
    walk(host, outputs_of)


@command("Select the next sibling", "Graph", keys="Alt+Down", enabled=recorded, within="Select")
def next_sibling(host: Host) -> None:
    """Walk to another input of the same operation."""
    select_sibling(host, 1)


@command("Select the previous sibling", "Graph", keys="Alt+Up", enabled=recorded, within="Select")
def previous_sibling(host: Host) -> None:
    """Walk back to another input of the same operation."""
    select_sibling(host, -1)


@command("Select nothing", "Graph", keys="Backspace", enabled=selected, within="Select")
def select_nothing(host: Host) -> None:
    """Let go of the selected node."""
    host.session.select(None)


def select_node(host: Host, steps: list[int]) -> None:
    """Select the vertex of the first backward step of ``steps`` that is drawn."""
    graph, events = host.session.graph, host.session.recording.events
    for position in steps:
        event = events[position]
        if isinstance(event, NodeBackward) and event.node in graph.by_node:
            host.session.select(graph.by_node[event.node].key)
            return


@command("Select the node that fires next", "Graph", keys="N", enabled=recorded, within="Select")
def select_next_to_fire(host: Host) -> None:
    """Find the node that will pass its gradient on next."""
    steps = host.session.recording.of_kind(NodeBackward)
    select_node(host, [position for position in steps if position >= host.session.step])


@command("Select the node that fired last", "Graph", keys="P", enabled=recorded, within="Select")
def select_last_fired(host: Host) -> None:
    """Find the node that passed its gradient on most recently."""
    steps = host.session.recording.of_kind(NodeBackward)
    select_node(host, [position for position in reversed(steps) if position < host.session.step])
