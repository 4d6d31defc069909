"""What stands around the graph in a frame of a film: the number of the step, and the program."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.drawing.listing import listing, listing_size
from inspector.drawing.measures import baseline
from inspector.drawing.primitives import Box, Text, moved
from inspector.drawing.scene import MARGIN, Picture
from inspector.theme.roles import Theme

SHAPE = 16 / 9
"""Width by height of most screens: pictures are arranged to fill one."""
LEAST = 12.0
"""So much of a program is seen at least, in type sizes."""
BAND = 1.5
"""Height of a line of words above the graph, in type sizes."""


def numbered(graph: Picture, count: str, theme: Theme) -> Picture:
    """The picture of a graph with the number of its step in the upper right corner."""
    band = max(MARGIN, BAND * theme.small)
    down, height = band - MARGIN, graph.height + band - MARGIN
    number = Text(
        graph.width - theme.small,
        baseline(0, band, theme.small),
        count,
        theme.small,
        "muted",
        "end",
    )
    paper = Box(0, 0, graph.width, height, fill="canvas")
    return Picture((paper, *moved(graph.primitives, 0, down), number), graph.width, height)


def beside(
    graph: Picture, lines: Sequence[str], line: int, theme: Theme, backward: bool = False
) -> Picture:
    """The graph with its program at the left or above, whichever is larger on a screen."""
    ways = (each(graph, lines, line, theme, backward) for each in (_at_left, _above))
    return max(ways, key=_fill)


def _at_left(
    graph: Picture, lines: Sequence[str], line: int, theme: Theme, backward: bool
) -> Picture:
    wide, high = listing_size(lines, theme)
    width = wide + MARGIN
    least = min(high + 2 * MARGIN, (width + graph.width) / SHAPE)
    height = max(graph.height, least)
    text = listing(lines, line, wide, height - 2 * MARGIN, theme, backward)
    whole = (
        Box(0, 0, width + graph.width, height, fill="canvas"),
        _sheet(width, height),
        *moved(text, MARGIN / 2, MARGIN),
        *moved(graph.primitives, width, (height - graph.height) / 2),
    )
    return Picture(whole, width + graph.width, height)


def _above(
    graph: Picture, lines: Sequence[str], line: int, theme: Theme, backward: bool
) -> Picture:
    """As much of the program as there is room for."""
    wide, high = listing_size(lines, theme)
    width = max(wide + MARGIN, graph.width)
    free = max(width / SHAPE - graph.height - MARGIN, LEAST * theme.code)
    rows = min(high, free)
    top = rows + MARGIN
    text = listing(lines, line, width - MARGIN, rows, theme, backward)
    whole = (
        Box(0, 0, width, top + graph.height, fill="canvas"),
        _sheet(width, top),
        *moved(text, MARGIN / 2, MARGIN / 2),
        *moved(graph.primitives, (width - graph.width) / 2, top),
    )
    return Picture(whole, width, top + graph.height)


def _sheet(width: float, height: float) -> Box:
    """What a program stands on."""
    edge = MARGIN / 4
    inner = width - 2 * edge, height - 2 * edge
    return Box(edge, edge, *inner, radius=edge, fill="editor", stroke="border")


def _fill(picture: Picture) -> float:
    """How large a picture is shown on a screen."""
    return min(SHAPE / picture.width, 1 / picture.height)
