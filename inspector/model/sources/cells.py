"""The cells of a program: the parts between its lines that begin with ``# %%``."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# A letter right after the signs makes it a magic of IPython's: "# %%time".
_HEAD = re.compile(r"^#\s?%%(?=[\s\[]|$)\s*(?:\[(?P<kind>markdown|raw)\])?[ \t]*(?P<title>.*)$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: lines ``first`` to ``last`` (both included, from 1), its head among them.

    ``number`` counts from 1. ``kind`` is "code", or for text "markdown" or "raw".
    """

    number: int
    first: int
    last: int
    kind: str = "code"
    title: str = ""

    @property
    def name(self) -> str:
        """What to call it."""
        return f"cell {self.number}"


def begins_cell(line: str) -> bool:
    """Whether a line is the head of a cell."""
    return _HEAD.match(line) is not None


def cells(text: str) -> tuple[Cell, ...]:
    """The cells of a text, in order; none where no line begins one.

    What stands before the first such line is a cell too, if it is not blank.
    """
    if "%%" not in text:
        return ()
    lines = text.split("\n")
    heads = [(at, found) for at, line in enumerate(lines, 1) if (found := _HEAD.match(line))]
    if not heads:
        return ()
    starts = [(at, found["kind"] or "code", found["title"].strip()) for at, found in heads]
    if any(line.strip() for line in lines[: starts[0][0] - 1]):
        starts.insert(0, (1, "code", ""))
    ends = [at - 1 for at, _, _ in starts[1:]] + [len(lines)]
    return tuple(
        Cell(number, at, end, kind, title)
        for number, ((at, kind, title), end) in enumerate(zip(starts, ends, strict=True), 1)
    )


def cell_at(found: tuple[Cell, ...], line: int) -> Cell | None:
    """The cell that a line is part of."""
    place = bisect_right([cell.first for cell in found], line)
    return found[place - 1] if place else None


def text_of(text: str, cell: Cell) -> str:
    """The lines of a cell."""
    return "\n".join(text.split("\n")[cell.first - 1 : cell.last])
