"""How much room the words on an edge need, so that the layout leaves gaps for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from itertools import islice

from inspector.drawing.curves import head_length
from inspector.drawing.edges import STROKES, capsule_size, slot_room
from inspector.drawing.fontmetrics import text_width
from inspector.model.graphs.vertex import Edge, Graph
from inspector.model.looks.look import Flow
from inspector.model.looks.travelling import gradient_text, operand_text
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.recording import Recording
from inspector.theme.roles import Theme

Size = tuple[float, float]

SAMPLED = 20
"""So many backward passes are measured; wider numbers later are elided."""


def edge_rooms(
    graph: Graph, recording: Recording, theme: Theme, known: Container[str] = ()
) -> Iterator[tuple[str, Size]]:
    """The room that words and head of each edge ever need, by key, but for those ``known``."""
    often = Counter((edge.source, edge.target) for edge in graph.edges)
    for edge in graph.edges:
        if edge.key not in known:
            slot = often[edge.source, edge.target] > 1
            yield edge.key, _room(edge, recording, theme, slot)


def _room(edge: Edge, recording: Recording, theme: Theme, slot: bool) -> Size:
    texts = {edge.label, operand_text(edge, recording), *_gradients(edge, recording)}
    sizes = [capsule_size(text, theme) for text in texts if text]
    wall = text_width(edge.wall, theme.edge_value, bold=True)
    width = max([wall, *(size[0] for size in sizes)])
    height = max([0.0, *(size[1] for size in sizes)]) * (1 + bool(edge.label) + bool(edge.wall))
    if not width:
        return 0.0, 0.0
    head = head_length(STROKES[Flow.GRADIENT].line * theme.line)
    aside = slot_room(theme) if slot else 0.0
    return width + head + 1.4 * aside, height + 6 * theme.line + 0.6 * aside


def _gradients(edge: Edge, recording: Recording) -> Iterator[str]:
    """The gradients that travel back, one for each pass that comes by."""
    if edge.target_node is None:
        return
    for backward in islice(recording.nodes.passes, SAMPLED):
        index = recording.nodes.fired(backward, edge.target_node)
        event = recording.events[index] if index is not None else None
        if isinstance(event, NodeBackward):
            yield gradient_text(edge, event) or ""
