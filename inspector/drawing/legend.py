"""The legend: only what the picture shows, each by the very shapes it is drawn with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from inspector.drawing.edges import GRADIENT_DASH, WALL_DASH
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.groups import stacked
from inspector.drawing.measures import baseline, wrapped
from inspector.drawing.primitives import Box, Line, Primitive, Text, moved
from inspector.drawing.shapes import dimmed, outline, pin, style
from inspector.drawing.tags import outlined
from inspector.model.graphs.vertex import Kind
from inspector.model.looks.colouring import PLACES, Key
from inspector.model.looks.look import EdgeLook, Flow, Phase, VertexLook
from inspector.theme.roles import Theme

NOTE = "Arrows follow the forward direction; gradients travel them backwards."


@dataclass(frozen=True, slots=True)
class Drawn:
    """Primitives with their upper left corner at 0, 0, and how much room they take."""

    primitives: tuple[Primitive, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class VertexEntry:
    """A kind of vertex: what it is called, an example of it, and how to tell it."""

    words: str
    example: VertexLook
    tells: Callable[[VertexLook], bool]


@dataclass(frozen=True, slots=True)
class EdgeEntry:
    """A kind of edge: what it is called, its line, and how to tell it."""

    words: str
    example: Line
    tells: Callable[[EdgeLook], bool]


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    """A scale of colours: what it measures, and the texts at its ends."""

    words: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """One of several groups: its name and the role of its fill."""

    words: str
    role: str


@dataclass(frozen=True, slots=True)
class TagEntry:
    """The tag of a leaf that stands elsewhere."""

    words: str = "leaf that stands elsewhere: click to go there"


Entry = VertexEntry | EdgeEntry | ScaleEntry | GroupEntry | TagEntry

LEAF = VertexLook(Phase.SHOWN, Kind.LEAF, "", tracked=True)
OPERATION = VertexLook(Phase.SHOWN, Kind.OPERATION, "", tracked=True)
ENDS = ((0.0, 0.0), (1.0, 0.0))


ALARM = VertexEntry(
    "NaN, Inf or error",
    replace(OPERATION, alarm="NaN"),
    lambda look: bool(look.alarm) and not look.telling and look.kind is not Kind.FAILED,
)
FAILED = VertexEntry(
    "failed operation",
    VertexLook(Phase.SHOWN, Kind.FAILED, "", alarm="error"),
    lambda look: look.kind is Kind.FAILED and look.phase is not Phase.UNBORN,
)

VERTICES = (
    VertexEntry("leaf that requires grad", LEAF, lambda look: look.kind is Kind.LEAF),
    VertexEntry(
        "its .grad (AccumulateGrad)",
        replace(LEAF, tray=True),
        lambda look: look.tray and look.kind is Kind.LEAF,
    ),
    VertexEntry(
        "constant or untracked",
        VertexLook(Phase.SHOWN, Kind.CONSTANT, ""),
        lambda look: look.kind not in (Kind.LEAF, Kind.FAILED) and not look.tracked,
    ),
    VertexEntry(
        "operation",
        OPERATION,
        lambda look: look.kind is Kind.OPERATION and look.tracked and not look.is_root,
    ),
    VertexEntry(
        "tensor with a grad_fn",
        replace(OPERATION, kind=Kind.TENSOR),
        lambda look: look.kind is Kind.TENSOR and look.tracked and not look.is_root,
    ),
    VertexEntry(
        "root", replace(OPERATION, is_root=True), lambda look: look.is_root and look.tracked
    ),
    VertexEntry(
        "group: a double click opens it",
        replace(OPERATION, kind=Kind.GROUP),
        lambda look: look.kind is Kind.GROUP,
    ),
    VertexEntry(
        "view",
        replace(OPERATION, is_view=True),
        lambda look: look.is_view,
    ),
    ALARM,
    FAILED,
    VertexEntry(
        "freed by backward",
        replace(OPERATION, phase=Phase.FREED),
        lambda look: look.phase is Phase.FREED,
    ),
    VertexEntry(
        "not reached yet",
        replace(OPERATION, phase=Phase.UNBORN),
        lambda look: look.phase is Phase.UNBORN,
    ),
)
"""Every kind of vertex a picture may show."""
MARKED = (ALARM, FAILED, VERTICES[-1])
"""Those that are told even where fills show something else: alarms, and what has not come yet."""

EDGES = (
    EdgeEntry(
        "value",
        Line(ENDS, "forward", 2.5, arrow=True),
        lambda look: look.flow is Flow.FORWARD,
    ),
    EdgeEntry(
        "gradient",
        Line(ENDS, "gradient", 2.5, GRADIENT_DASH, arrow=True),
        lambda look: look.flow in (Flow.GRADIENT, Flow.DONE),
    ),
    EdgeEntry(
        "no gradient passes",
        Line(ENDS, "wall", 2.0, WALL_DASH, arrow=True),
        lambda look: bool(look.wall),
    ),
)
"""Every kind of edge a picture may show."""


def entries(
    vertices: Iterable[VertexLook],
    edges: Iterable[EdgeLook],
    key: Key | None = None,
    *,
    tags: bool = False,
) -> tuple[Entry, ...]:
    """The kinds that are there, in the order of the tables.

    Where fills show something else than kinds, its ``key`` instead of them. ``tags`` : whether
    some leaves are named by tags where they are used.
    """
    looks, lines = tuple(vertices), tuple(edges)
    kinds = VERTICES if key is None else MARKED
    return (
        *(_key_entries(key) if key is not None else ()),
        *(entry for entry in kinds if any(map(entry.tells, looks))),
        *(entry for entry in EDGES if any(map(entry.tells, lines))),
        *((TagEntry(),) if tags else ()),
    )


def in_order(shown: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries of several legends, each once, in the order of the tables."""
    words = [entry.words for entry in (*VERTICES, *EDGES)]

    def place(entry: Entry) -> int:
        if isinstance(entry, ScaleEntry | GroupEntry):
            return -1
        return words.index(entry.words) if entry.words in words else len(words)

    return tuple(sorted(shown, key=place))


def on_paper(shown: Iterable[Entry]) -> list[Entry]:
    """The entries without what a hand could do on a screen."""
    return [
        replace(entry, words=entry.words.partition(":")[0])
        if isinstance(entry, VertexEntry | TagEntry)
        else entry
        for entry in shown
    ]


def _key_entries(key: Key) -> Iterator[Entry]:
    if not any(key.names):
        yield ScaleEntry(key.title, key.low, key.high)
    for place, name in enumerate(key.names):
        if name:
            yield GroupEntry(name, f"group.{place}")


def legend(shown: Sequence[Entry], theme: Theme, room: float, noted: bool = True) -> Drawn:
    """Swatches and words in rows no wider than ``room``, and the note about directions."""
    size = max(theme.small, theme.node_small) - 1
    row, space = 1.75 * size, 1.3 * size
    parts: list[Primitive] = []
    x = top = widest = 0.0
    for entry in shown:
        drawn, width = _entry(entry, row, size, theme)
        if x and x + width > room:
            x, top = 0.0, top + row
        parts += moved(drawn, x, top)
        widest, x = max(widest, x + width), x + width + space
    top += row if shown else 0.0
    for text in wrapped(NOTE, max(room, widest), size) if noted else ():
        at = baseline(top, 0.85 * row, size)
        parts.append(Text(0, at, text, size, "on_legend_muted", "start"))
        widest, top = max(widest, text_width(text, size)), top + 0.85 * row
    return Drawn(tuple(parts), widest, top)


def _entry(entry: Entry, row: float, size: float, theme: Theme) -> tuple[list[Primitive], float]:
    """One entry and how wide it is."""
    if isinstance(entry, ScaleEntry):
        return _scale(entry, row, size, theme)
    swatch = 2.1 * size
    if isinstance(entry, TagEntry):
        shape = outlined(LEAF, (swatch, 0.62 * row), theme._replace(node_value=0.62 * size))
        drawn: list[Primitive] = [*moved(shape, 0.0, 0.19 * row)]
    elif isinstance(entry, GroupEntry):
        drawn = [_patch(entry.role, 0.0, swatch, row, theme)]
    else:
        drawn = [*_swatch(entry, swatch, row, theme)]
    start = swatch + 0.5 * size
    drawn.append(Text(start, baseline(0, row, size), entry.words, size, "on_legend", "start"))
    return drawn, start + text_width(entry.words, size)


def _scale(
    entry: ScaleEntry, row: float, size: float, theme: Theme
) -> tuple[list[Primitive], float]:
    """What is measured, then the scale between the texts of its ends."""
    parts: list[Primitive] = []
    at, x = baseline(0, row, size), 0.0
    if not entry.high:
        words = f"{entry.words}: none"
        return [Text(0, at, words, size, "on_legend", "start")], text_width(words, size)
    for text, ink in ((f"{entry.words}:", "on_legend"), (entry.low, "on_legend_muted")):
        parts.append(Text(x, at, text, size, ink, "start"))
        x += text_width(text, size) + 0.5 * size
    for place in range(PLACES):
        parts.append(_patch(f"scale.{place}", x, 1.5 * size, row, theme, round_ends=False))
        x += 1.5 * size
    x += 0.5 * size
    parts.append(Text(x, at, entry.high, size, "on_legend_muted", "start"))
    return parts, x + text_width(entry.high, size)


def _patch(
    role: str, x: float, width: float, row: float, theme: Theme, round_ends: bool = True
) -> Box:
    height = 0.58 * row
    corner, stroke = (3.0, "operation_stroke") if round_ends else (0.0, "")
    return Box(x, (row - height) / 2, width, height, corner, role, stroke, theme.line)


def _swatch(
    entry: VertexEntry | EdgeEntry, width: float, row: float, theme: Theme
) -> Iterator[Primitive]:
    if isinstance(entry, EdgeEntry):
        ends = ((0.0, row / 2), (width, row / 2))
        thick = entry.example.line * theme.line
        dash = tuple(theme.line * part for part in entry.example.dash)
        yield replace(entry.example, points=ends, line=thick, dash=dash)
        return
    height = 0.58 * row
    shape = _shape(entry.example, width, height, theme)
    yield from moved(dimmed(shape, entry.example.phase), 0.0, (row - height) / 2)


def _shape(example: VertexLook, width: float, height: float, theme: Theme) -> Iterator[Primitive]:
    """A small likeness: the outline with its corners, hatch and tray."""
    small = theme._replace(node_title=0.45 * theme.node_title)
    if example.kind is Kind.GROUP:
        yield from stacked(example, (width, height), small._replace(line=0.4 * theme.line))
    yield from outline(example, width, height, small)
    if example.kind is Kind.LEAF and not example.tray:
        pinned = theme._replace(node_title=0.55 * height)
        yield from pin(0.3 * height, 0.5 * height, style(example), pinned)
    if example.tray:
        inset = 2.0 * theme.line
        box = (inset, height * 0.42, width - 2 * inset, height * 0.58 - inset)
        yield Box(*box, inset, "tray", "tray_stroke", 1.25 * theme.line)
