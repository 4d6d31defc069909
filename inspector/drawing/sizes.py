"""How large each card is: large enough for everything it ever says, so that nothing moves."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice

from inspector.drawing.brief import room_for
from inspector.drawing.cards import heading_width
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.groups import group_size
from inspector.drawing.heatmap import WIDEST, grid_size
from inspector.drawing.label_room import edge_rooms
from inspector.drawing.measures import measures
from inspector.drawing.tags import tag_size
from inspector.drawing.tray import tray_width
from inspector.layout.geometry import COMMON, WIDE, Page
from inspector.layout.stubs import tag_key
from inspector.model.graphs.vertex import PILLS, Graph, Kind, Vertex
from inspector.model.looks.failed_look import shapes_given
from inspector.model.looks.group_look import totals
from inspector.model.looks.look import Cells
from inspector.model.looks.showing import card_text, grad_texts, heat_map, values_ever
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import coming_name
from inspector.model.recordings.events import Created, Names, Op, RequiresGrad
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import name_text, shape_text
from inspector.model.recordings.recording import Recording
from inspector.theme.afar import is_afar
from inspector.theme.roles import Theme

Size = tuple[float, float]

SAMPLED = 200
"""So many values and gradients of one vertex are measured; wider ones later are elided."""


def card_sizes(
    graph: Graph, recording: Recording, theme: Theme, known: Container[str] = ()
) -> dict[str, Size]:
    """Width and height of every vertex's card and tag, and of the words on every edge, by key.

    They are the same at every step. Cards and edges that are ``known`` are not measured again.
    """
    return dict(measured(graph, recording, theme, known))


def page_for(theme: Theme) -> Page:
    """The page that a picture is laid out for, where there is no view to fill."""
    return WIDE if is_afar(theme) else COMMON


def measured(
    graph: Graph, recording: Recording, theme: Theme, known: Container[str] = ()
) -> Iterator[tuple[str, Size]]:
    """What ``card_sizes`` gives, one by one, as each takes about a tenth of a millisecond."""
    for vertex in graph.vertices:
        if vertex.key not in graph.groups and vertex.key not in known:
            yield vertex.key, card_size(vertex, recording, theme)
    for key in graph.groups:
        if key not in known:
            yield key, _stack(graph.by_key[key], graph, recording, theme)
    yield from edge_rooms(graph, recording, theme, known)
    yield from _tags(graph, recording, theme).items()


def _tags(graph: Graph, recording: Recording, theme: Theme) -> dict[str, Size]:
    """The sizes of the tags that stand for leaves and constants where these are far away."""
    return {
        tag_key(vertex.key): tag_size(_longest(_names(vertex, recording)), theme)
        for vertex in graph.vertices
        if vertex.kind in (Kind.LEAF, Kind.CONSTANT)
    }


def _stack(vertex: Vertex, graph: Graph, recording: Recording, theme: Theme) -> Size:
    """Width and height of a folded group's card."""
    state = Moment(recording, len(recording)).tensor(vertex.tensor)
    shape = shape_text(state.value) if state else ""
    group = graph.groups[vertex.key]
    leaves = any(member.kind is Kind.LEAF for member in group.members)
    said = name_text(vertex.label), name_text(vertex.grad_fn), totals(group), shape
    width, height = group_size(*said, theme, leaves)
    return float(round(min(width, _limit(theme)))), float(round(height))


def card_size(vertex: Vertex, recording: Recording, theme: Theme) -> Size:
    """Width and height of one card."""
    values = list(islice(values_ever(recording, vertex), SAMPLED))
    name = name_text(_longest(_names(vertex, recording)))
    tray = _has_tray(vertex, recording)
    measured = _pill if vertex.kind in PILLS else _box
    width, height = measured(vertex, name, values, theme)
    if vertex.kind is Kind.FAILED:
        given = text_width(shapes_given(vertex, recording), theme.node_value, mono=True)
        width = max(width, min(given, _limit(theme)) + 2.4 * measures(theme).pad)
    if tray:
        own = measures(theme)
        name = "AccumulateGrad" if vertex.kind is Kind.LEAF else "retain_grad"
        longest = _longest(islice(grad_texts(recording, vertex.tensor), SAMPLED))
        room = tray_width(longest, name, theme)
        width, height = max(width, min(room, _limit(theme))), height + own.tray + own.inset
    return float(round(width)), float(round(height))


def _limit(theme: Theme) -> float:
    return WIDEST * theme.node_value


def _longest(texts: Iterable[str]) -> str:
    """The widest of several texts in a fixed-width font."""
    return max(texts, key=len, default="")


def _names(vertex: Vertex, recording: Recording) -> Iterator[str]:
    """Every name the vertex's tensor is ever bound to, or else how it was made."""
    scopes = recording.scopes
    for indices in (scopes.outer_names, scopes.inner_names):
        for index in islice(indices.get(vertex.tensor, ()), SAMPLED):
            event = recording.events[index]
            if isinstance(event, Names):
                yield from (b.name for b in event.bound if b.tensor == vertex.tensor)
    if vertex.op is None:
        yield vertex.label  # "w.grad" of what has no name of its own
        produced = recording.tensors.produced.get(vertex.tensor, ())
        made_by = (recording.events[index] for index in islice(produced, SAMPLED))
        yield from (event.name for event in made_by if isinstance(event, Op))  # of what is unseen
    made = recording.events[vertex.born - 1]
    if isinstance(made, Created) and not coming_name(recording, vertex.tensor):
        yield made.how.removeprefix("torch.")


def _has_tray(vertex: Vertex, recording: Recording) -> bool:
    """Whether the card ever shows a ``.grad``."""
    tensors = recording.tensors
    asked = (recording.events[i] for i in tensors.required.get(vertex.tensor, ()))
    return (
        vertex.kind is Kind.LEAF
        or vertex.tensor in tensors.retained
        or any(isinstance(event, RequiresGrad) and event.requires_grad for event in asked)
    )


def _box(vertex: Vertex, name: str, values: list[Value], theme: Theme) -> Size:
    """A leaf, constant or tensor: name and shape, the value, the node's name."""
    own = measures(theme)
    pin = own.title * 0.8 if vertex.kind is Kind.LEAF else 0.0
    shape = _longest(map(shape_text, values))
    head = text_width(name, theme.node_title, bold=True, mono=True)
    head += text_width(shape, theme.node_small)
    wide, high = _value_size(values, theme)
    foot = text_width(name_text(vertex.grad_fn), theme.node_small)
    width = max(pin + head + 1.5 * own.pad, min(wide, _limit(theme)), foot)
    height = 0.75 * own.pad + own.title + own.gap / 2 + high + own.gap
    if vertex.grad_fn:
        height += own.small
    return width + 2 * own.pad, height + own.gap / 2


def _pill(vertex: Vertex, name: str, values: list[Value], theme: Theme) -> Size:
    """An operation: symbol, node's name, and what it made below."""
    own = measures(theme)
    shape = _longest(map(shape_text, values))
    wide, high = _value_size(values, theme)
    heading = 0.0
    if shape.startswith("scalar"):
        wide += text_width(f"{name} = ", theme.node_value, mono=True) if name else 0
    else:
        heading = heading_width(name, shape, theme)
    width = max(
        min(text_width(vertex.label, theme.node_symbol, bold=True), 6 * theme.node_symbol),
        text_width(name_text(vertex.grad_fn), theme.node_small),
        heading,
        min(wide, _limit(theme)),
        2.6 * theme.node_symbol,
    )
    rows = own.symbol + own.small * (bool(vertex.grad_fn) + bool(heading)) + high
    return width + 2.4 * own.pad, rows + 3.0 * own.gap


def _value_size(values: Iterable[Value], theme: Theme) -> Size:
    """Width and height that hold each of some values, written out or as a heat map."""
    sizes = [_one_value(value, theme) for value in values]
    height = measures(theme).value
    return max((w for w, _ in sizes), default=0.0), max((h for _, h in sizes), default=height)


def _one_value(value: Value, theme: Theme) -> Size:
    cells: Cells | None = heat_map(value)
    if cells:
        return grid_size(cells, theme)
    own, text = measures(theme), card_text(value)
    near = text_width(text, theme.node_value, mono=True)
    return max(near, room_for(text, theme) - 2 * own.pad), own.value
