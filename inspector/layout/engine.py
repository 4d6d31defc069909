"""The layout of a graph: a list of passes, each a pure function of what came before.

Rank gives layers, split cuts long edges, order arranges the layers, align says what is straight
and ports where edges end, place and bands find the coordinates, route draws the edges, wrap breaks
what is long and narrow into rows, pack sets unconnected parts beside each other. The method is
Sugiyama's; execution order breaks every tie, so the same graph always looks the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate, pairwise
from typing import TypeAlias

import networkx as nx
import numpy as np

from inspector.layout.cancel import OFTEN, Check, checked, never, stop_if
from inspector.layout.curve import loop
from inspector.layout.flow import Flow, Indices, axes, components, flow, joined
from inspector.layout.geometry import COMMON, EMPTY, Direction, Geometry, Page, Points, Rows
from inspector.layout.pack import pack
from inspector.layout.part import Part
from inspector.layout.rank import floated, rank
from inspector.layout.row_breaks import LOOSE, Former
from inspector.layout.settle import settled
from inspector.layout.stubs import SIZE, cut, tag_key, tagged
from inspector.layout.wrap import wrapped
from inspector.model.distinct import distinct
from inspector.model.uncollected import uncollected

Sizes: TypeAlias = Mapping[str, tuple[float, float]]

SOME = 256
"""Parts between two questions whether to go on."""


def layout(
    graph: nx.MultiDiGraph,
    sizes: Sizes,
    direction: Direction,
    cancelled: Check = never,
    keep: Geometry | None = None,
    page: Page = COMMON,
) -> Geometry:
    """Boxes and routes for a whole graph, as `inspector.model.graphs.digraph` makes it.

    ``graph`` : nodes in execution order; edges under their own keys, each with its input ``slot``.
    ``sizes`` : width and height of every vertex and, by its key, of an edge's words. With
    ``keep``, a former geometry, members keep their order and the first vertex its place. What is
    larger than a ``page`` may be broken into rows.

    Raises:
        Cancelled: as soon as ``cancelled()`` is true; it is asked many times a second.
    """
    if not len(graph):
        return replace(EMPTY, direction=direction, page=page)
    with uncollected():
        geometry = _laid_out(graph, sizes, direction, cancelled, keep, page)
    return geometry if keep is None else anchored(geometry, keep)


def _laid_out(
    graph: nx.MultiDiGraph,
    sizes: Sizes,
    direction: Direction,
    cancelled: Check,
    keep: Geometry | None,
    page: Page,
) -> Geometry:
    plain = flow(graph, sizes, direction, cancelled, keep)
    stop_if(cancelled)
    layer = floated(plain, cancelled)
    whole, layers, leaves = cut(plain, layer, list(graph), sizes, direction, cancelled)
    homes = np.append(np.arange(len(graph)), leaves)
    found = list(checked(components(whole), cancelled, SOME))
    tag_size = partial(_tag_size, list(graph), sizes, axes(direction))
    former = None if keep is None else _former(graph, direction, keep, page)
    parts = [
        wrapped(part, homes, tag_size, page.along(direction), cancelled, former)
        for part in _arranged(found, layers, cancelled)
    ]
    stop_if(cancelled)
    return replace(_assemble(graph, direction, whole, parts, cancelled), page=page)


def _former(
    graph: nx.MultiDiGraph, direction: Direction, keep: Geometry, page: Page
) -> Former | None:
    """The rows of a former layout, if it had the same direction and page."""
    if keep.rows is None or keep.direction is not direction or keep.page != page:
        return None
    places = [keep.index.get(key, -1) for key in graph]
    numbers = np.append(keep.rows.number, 0)
    along = axes(direction)[0]
    half = keep.boxes[:, along + 2] / 2
    low, high = keep.boxes[:, along] - half, keep.boxes[:, along] + half
    inside = [keep.rows.number == number for number in distinct(keep.rows.number) if number]
    length = max(float(high[mine].max() - low[mine].min()) for mine in inside)
    return Former(numbers[places], length * LOOSE)


def _tag_size(
    keys: list[str], sizes: Sizes, columns: list[int], flow: Flow, leaf: int
) -> tuple[float, float]:
    """Length and width of a tag of a leaf, which may be a tag itself."""
    vertex = int(flow.vertices[leaf])
    if vertex >= len(keys):
        length, width = flow.sizes[leaf].tolist()
    else:
        size = sizes.get(tag_key(keys[vertex]), SIZE)
        length, width = (size[column] for column in columns)
    return length, width


def _arranged(parts: Sequence[Flow], layer: Indices, cancelled: Check) -> Iterator[Part]:
    """Every part laid out; parts with equal arrays are laid out once."""
    kinds = [_facts(part) for part in checked(parts, cancelled, SOME)]
    different = dict(zip(kinds, parts, strict=True))
    stop_if(cancelled)
    known = dict(zip(different, arranged(list(different.values()), layer, cancelled), strict=True))
    for part, kind in checked(zip(parts, kinds, strict=True), cancelled):
        yield replace(known[kind], flow=part)


def _facts(part: Flow) -> tuple[bytes, ...]:
    facts = (part.sizes, part.edges, part.old, part.rooms)
    return tuple(array.tobytes() for array in facts)


def arranged(parts: list[Flow], layer: Indices, cancelled: Check) -> list[Part]:
    """The layered layout of connected parts, all at once, one behind another.

    ``layer`` : a first layering of the whole graph.
    """
    flow = joined(parts)
    stop_if(cancelled)
    layer = _in_turn(rank(flow, layer[flow.vertices], cancelled), parts)
    stop_if(cancelled)
    centres, routes = settled(flow, layer, cancelled)
    return list(_taken_apart(parts, centres, routes))


def _in_turn(layer: Indices, parts: list[Flow]) -> Indices:
    """Layers of the vertices, every part behind the one before it."""
    cuts = np.cumsum([0, *map(len, parts)])
    low = np.minimum.reduceat(layer, cuts[:-1])
    depth = np.maximum.reduceat(layer, cuts[:-1]) - low + 1
    shift: Indices = np.repeat(np.cumsum(depth) - depth - low, np.diff(cuts))
    return layer + shift


def _taken_apart(parts: list[Flow], centres: Points, routes: list[Points]) -> Iterator[Part]:
    vertex = edge = 0
    for part in parts:
        last, end = vertex + len(part), edge + len(part.edges)
        yield Part(part, centres[vertex:last], routes[edge:end])
        vertex, edge = last, end


def _assemble(
    graph: nx.MultiDiGraph,
    direction: Direction,
    whole: Flow,
    parts: list[Part],
    cancelled: Check,
) -> Geometry:
    """All parts at their origins, in screen axes; tags stand behind the vertices' boxes."""
    columns = axes(direction)
    corners = [_corners(part, cancelled) for part in checked(parts, cancelled, SOME)]
    extents = np.array([high - low for low, high in corners])
    origins = pack(extents, page=any(len(part.row) for part in parts))
    boxes, rows = np.empty((len(whole), 4)), Rows.of(len(whole))
    routes, stubs = dict[str, Points](), dict[str, Points]()
    four = [*columns, *(column + 2 for column in columns)]
    placed = zip(parts, corners, origins, strict=True)
    for part, (low, _), origin in checked(placed, cancelled):
        shift = origin - low
        boxes[part.flow.vertices, :2] = (part.centres + shift)[:, columns]
        boxes[part.flow.vertices, 2:] = part.flow.sizes[:, columns]
        if len(part.row):
            rows.number[part.flow.vertices] = part.row + 1 + rows.number.max()
            rows.lowered[part.flow.vertices] = part.lowered
        for edge, box in part.tags.items():
            stubs[part.flow.names[edge]] = (box + np.append(shift, [0.0, 0.0]))[four]
        for names, some in _batches(part, cancelled):
            points = (np.concatenate(some) + shift)[:, columns]
            ends = accumulate(map(len, some), initial=0)
            routes.update(zip(names, (points[a:b] for a, b in pairwise(ends)), strict=True))
    index = {key: place for place, key in enumerate(graph)}
    _finish(graph, index, boxes, routes, cancelled)
    stop_if(cancelled)
    stubs = {name: boxes[tag] for name, tag in tagged(whole, len(index))} | stubs
    broken = rows.first(len(index)) if rows.number.any() else None
    return Geometry(direction, index, boxes[: len(index)], routes, stubs, broken)


def _batches(part: Part, cancelled: Check) -> Iterator[tuple[tuple[str, ...], list[Points]]]:
    """The names and routes of some edges at a time."""
    for start in range(0, len(part.routes), OFTEN):
        stop_if(cancelled)
        some = slice(start, start + OFTEN)
        yield part.flow.names[some], part.routes[some]


def _finish(
    graph: nx.MultiDiGraph,
    index: Mapping[str, int],
    boxes: Points,
    routes: dict[str, Points],
    cancelled: Check,
) -> None:
    """Turn backward edges round again, and give self-loops their arc."""
    for source, target, key in checked(graph.edges(keys=True), cancelled):
        if source == target:
            routes[key] = loop(boxes[index[source]])
        elif index[source] > index[target]:
            routes[key] = routes[key][::-1]


def anchored(geometry: Geometry, keep: Geometry) -> Geometry:
    """The same layout, moved so that the first vertex it shares with ``keep`` stands there."""
    shared = next((key for key in geometry.index if key in keep.index), None)
    if shared is None:
        return geometry
    shift = keep.boxes[keep.index[shared], :2] - geometry.boxes[geometry.index[shared], :2]
    moved = np.append(shift, [0.0, 0.0])
    boxes = geometry.boxes + moved
    routes = {key: points + shift for key, points in geometry.routes.items()}
    stubs = {key: box + moved for key, box in geometry.stubs.items()}
    return replace(geometry, boxes=boxes, routes=routes, stubs=stubs)


def _corners(part: Part, cancelled: Check) -> tuple[Points, Points]:
    """Lowest and highest corner of a part, routes included."""
    half = part.flow.sizes / 2
    low, high = (part.centres - half).min(axis=0), (part.centres + half).max(axis=0)
    pieces = [np.concatenate(some) for _, some in _batches(part, cancelled)]
    if part.tags:
        tags = np.array(list(part.tags.values()))
        pieces += [tags[:, :2] - tags[:, 2:] / 2, tags[:, :2] + tags[:, 2:] / 2]
    for points in pieces:
        low, high = np.minimum(low, points.min(axis=0)), np.maximum(high, points.max(axis=0))
    return low, high
