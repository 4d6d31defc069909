"""The texts that a program is made of: what it began with, and the code it was given since."""

from __future__ import annotations

import ast
import linecache
from bisect import bisect_right
from types import CodeType
from typing import NamedTuple

from inspector.model.recordings.wire import Code
from inspector.model.sources.cells import cell_at, cells
from inspector.runner.child.program import Program

CONSOLE = "<console>"


class Piece(NamedTuple):
    """Lines from ``line`` on stand at ``shown`` in what a traceback calls ``name``."""

    line: int
    shown: int
    name: str


class Pieces:
    """Every piece goes by the program's file name, and has lines that no other has."""

    def __init__(self, program: Program) -> None:
        self._filename = program.filename
        self._cells = cells(program.source)
        self._given: list[Piece] = []

    def compile(self, given: Code) -> tuple[ast.Module, CodeType]:
        """More code, as Python's own prompt takes it; its lines count on from those there are.

        Raises:
            SyntaxError: as Python does.
        """
        self._remember(given)
        shifted = "\n" * (given.line - 1) + given.text
        tree = ast.parse(shifted, self._filename)
        single = ast.Interactive(tree.body)
        return tree, compile(single, self._filename, "single", dont_inherit=True)

    def called(self, line: int) -> tuple[str, int]:
        """What a traceback calls the place of a line, and the line's number there."""
        place = bisect_right(self._given, line, key=_line)
        if place:
            piece = self._given[place - 1]
            return piece.name, line - piece.line + piece.shown
        cell = cell_at(self._cells, line)
        name = self._filename if cell is None else f"{self._filename}, {cell.name}"
        return name, line

    def _remember(self, given: Code) -> None:
        """Let tracebacks quote it."""
        name = f"{self._filename}, {given.name}" if given.name else CONSOLE
        self._given.append(Piece(given.line, given.shown or 1, name))
        self._given.sort()
        known = linecache.cache.get(self._filename)
        lines: list[str] = list(known[2]) if known is not None and len(known) > 2 else []
        lines += ["\n"] * (given.line - 1 - len(lines))
        fresh = [f"{each}\n" for each in given.text.split("\n")]
        lines[given.line - 1 : given.line - 1 + len(fresh)] = fresh
        linecache.cache[self._filename] = (len(lines), None, lines, self._filename)


def _line(piece: Piece) -> int:
    return piece.line
