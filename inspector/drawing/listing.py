"""The source of a program as primitives: numbered lines, and a mark at the one that runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.measures import baseline, elided
from inspector.drawing.primitives import Box, Line, Primitive, Text
from inspector.theme.roles import Theme

LONGEST = 56
"""Characters of a line; what is beyond them is left out."""
ROW = 1.5
"""Height of a line, in type sizes."""


def listing_size(
    lines: Sequence[str], theme: Theme, longest: int = LONGEST
) -> tuple[float, float]:
    """Width and height of a whole program, its lines no longer than so many characters."""
    code = max((text_width(line[:longest], theme.code, mono=True) for line in lines), default=0)
    return _gutter(lines, theme) + code + theme.code, ROW * theme.code * len(lines)


def listing(
    lines: Sequence[str],
    marked: int,
    width: float,
    height: float,
    theme: Theme,
    backward: bool = False,
) -> Iterator[Primitive]:
    """As many lines as there is room for, among them the ``marked`` one (from 1; 0 is none).

    It is marked as in the window: ``backward`` in the colour of gradients.
    """
    mark, arrow = ("gradient_soft", "gradient") if backward else ("editor_current_span", "forward")
    size, row, gutter = theme.code, ROW * theme.code, _gutter(lines, theme)
    rows = max(1, int(height // row))
    first = max(0, min(marked - 1 - rows // 2, len(lines) - rows))
    for place, line in enumerate(lines[first : first + rows]):
        number, top = first + place + 1, row * place
        at = baseline(top, row, size)
        if number == marked:
            yield Box(0, top, width, row, fill=mark)
            middle = at - 0.36 * size
            way = (gutter - 1.15 * size, middle), (gutter - 0.35 * size, middle)
            yield Line(way, arrow, 1.5 * theme.line, arrow=True)
        ink = "editor_line_number"
        yield Text(gutter - 1.4 * size, at, str(number), size, ink, "end", mono=True)
        text = elided(line.rstrip(), width - gutter - 0.4 * size, size, mono=True)
        if text:
            yield Text(gutter, at, text, size, "editor_text", "start", mono=True)


def _gutter(lines: Sequence[str], theme: Theme) -> float:
    """Room for the numbers and the mark."""
    return text_width(str(len(lines)), theme.code, mono=True) + 2 * theme.code
