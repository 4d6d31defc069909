"""Where in the user's source something happens: exact ranges, from the running frame.

Python keeps, for every instruction, the source range it was compiled from (PEP 657). Reading it
at the instruction a frame stands on gives the very sub-expression, without touching the program.
"""

from __future__ import annotations

import linecache
from types import CodeType, FrameType
from typing import NamedTuple


class Place(NamedTuple):
    """A source range: lines from 1, columns from 0 in characters; line 0 is nowhere."""

    line: int
    columns: tuple[int, int]
    end_line: int


NOWHERE = Place(0, (0, 0), 0)


class Places:
    """Remembers the ranges of the code objects it has met."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self._codes: dict[int, _Code] = {}

    def at(self, frame: FrameType) -> Place:
        """The range of the instruction that ``frame`` stands on."""
        code = frame.f_code
        known = self._codes.get(id(code))
        place = known.places.get(frame.f_lasti) if known is not None else None
        return self.of_code(code, frame.f_lasti) if place is None else place

    def of_code(self, code: CodeType, instruction: int) -> Place:
        """The range that an instruction (its byte offset in ``code``) was compiled from."""
        known = self._codes.get(id(code))
        if known is None:
            known = self._codes[id(code)] = _Code(code)
        place = known.places.get(instruction)
        return known.look(instruction) if place is None else place

    def of_user(self, frame: FrameType | None) -> FrameType | None:
        """The innermost frame, from ``frame`` outwards, that runs the user's file."""
        while frame is not None and frame.f_code.co_filename != self.filename:
            frame = frame.f_back
        return frame


class _Code:
    """One code object, kept alive so that its ``id`` stays its own, and its ranges."""

    __slots__ = ("code", "places", "positions")

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.places: dict[int, Place] = {}
        self.positions = list(code.co_positions())

    def look(self, instruction: int) -> Place:
        """Work out the range of an instruction, and remember it."""
        if 0 <= instruction // 2 < len(self.positions):
            place = _place(self.code.co_filename, *self.positions[instruction // 2])
        else:
            place = Place(self.code.co_firstlineno, (0, 0), self.code.co_firstlineno)
        self.places[instruction] = place
        return place


def _place(
    filename: str, line: int | None, end: int | None, first: int | None, last: int | None
) -> Place:
    if line is None:
        return NOWHERE
    if end is None or first is None or last is None:
        return Place(line, (0, 0), line)
    return Place(line, (_characters(filename, line, first), _characters(filename, end, last)), end)


def _characters(filename: str, line: int, offset: int) -> int:
    """A byte offset into a source line, as PEP 657 gives it, in characters."""
    try:
        text = linecache.getline(filename, line)
    except Exception:  # noqa: BLE001  (the program may have broken it)
        text = ""
    return offset if text.isascii() else len(text.encode()[:offset].decode(errors="replace"))
