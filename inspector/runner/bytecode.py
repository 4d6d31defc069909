"""Reads and writes the bytecode of Python 3.11, so that calls can be put between its instructions.

The format is that of CPython's ``Objects/locations.md`` and ``Objects/exception_handling_notes``:
jumps are relative and count units of two bytes, a location belongs to every unit, and handlers
stand in a table beside the code.
"""

from __future__ import annotations

import dis
import opcode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from types import CodeType
from typing import NamedTuple, TypeAlias

Position: TypeAlias = tuple[int | None, int | None, int | None, int | None]
"""First line, last line, first column, last column, as ``co_positions`` gives them."""

NOWHERE: Position = (None, None, None, None)
_CACHES: Sequence[int] = getattr(opcode, "_inline_cache_entries", ())
_JUMPS = frozenset(opcode.hasjrel)
_BACKWARD = frozenset(code for name, code in dis.opmap.items() if "JUMP_BACKWARD" in name)
_UNITS = 8
_LONG, _NONE = 14, 15


@dataclass(eq=False, slots=True)
class Instruction:
    """One instruction; ``target`` is where a jump leads, else None."""

    code: int
    argument: int = 0
    position: Position = NOWHERE
    target: Instruction | None = None

    @property
    def jumps_back(self) -> bool:
        """Is it a jump to somewhere earlier?"""
        return self.code in _BACKWARD

    def size(self, argument: int) -> int:
        """How many units it takes with an argument: its prefixes, itself, its caches."""
        prefixes = (argument > 0xFF) + (argument > 0xFFFF) + (argument > 0xFFFFFF)
        return prefixes + 1 + _CACHES[self.code]


class Handled(NamedTuple):
    """Where an exception in the instructions from ``first`` to before ``last`` is caught.

    ``last`` is None for the end of the code. ``depth`` : how much of the stack is kept;
    ``keeps_place`` : the instruction that raised is put on it too.
    """

    first: Instruction
    last: Instruction | None
    target: Instruction
    depth: int
    keeps_place: bool


def read(code: CodeType) -> tuple[list[Instruction], list[Handled]]:
    """The instructions of a code object, without prefixes and caches, and its handlers."""
    at: dict[int, Instruction] = {}
    leads: list[tuple[Instruction, int]] = []
    raw, positions = code.co_code, list(code.co_positions())
    start = offset = prefix = 0
    while offset < len(raw):
        kind, argument = raw[offset], raw[offset + 1] | prefix
        if kind == dis.EXTENDED_ARG:
            prefix, offset = argument << 8, offset + 2
            continue
        one = at[start] = Instruction(kind, argument, positions[offset // 2])
        offset += 2 + 2 * _CACHES[kind]
        if kind in _JUMPS:
            leads.append((one, offset - 2 * argument if one.jumps_back else offset + 2 * argument))
        start, prefix = offset, 0
    for one, target in leads:
        one.target = at[target]
    return list(at.values()), list(_handlers(code.co_exceptiontable, at))


def _handlers(table: bytes, at: dict[int, Instruction]) -> Iterator[Handled]:
    numbers = _sixes(table)
    for start in numbers:
        length, target, depth = next(numbers), next(numbers), next(numbers)
        last = at.get(2 * (start + length))
        yield Handled(at[2 * start], last, at[2 * target], depth >> 1, bool(depth & 1))


def _sixes(table: bytes) -> Iterator[int]:
    """The numbers of a table that holds six bits a byte, high ones first."""
    value = 0
    for byte in table:
        value = value << 6 | byte & 63
        if not byte & 64:
            yield value
            value = 0


def write(
    code: CodeType,
    instructions: Sequence[Instruction],
    handlers: Iterable[Handled],
    constants: tuple[object, ...],
    stack: int,
) -> CodeType:
    """The same code object of other instructions, handlers and constants."""
    places, sizes = _placed(instructions)
    raw, lines = bytearray(), bytearray()
    line = code.co_firstlineno
    for one in instructions:
        caches = _CACHES[one.code]
        for prefix in range(sizes[one] - 1 - caches, 0, -1):
            raw += bytes((dis.EXTENDED_ARG, one.argument >> 8 * prefix & 0xFF))
        raw += bytes((one.code, one.argument & 0xFF)) + bytes(2 * caches)
        line = _locate(lines, one.position, sizes[one], line)
    table = b"".join(_entry(each, places) for each in handlers)
    return code.replace(
        co_code=bytes(raw),
        co_consts=constants,
        co_stacksize=stack,
        co_linetable=bytes(lines),
        co_exceptiontable=table,
    )


def _placed(
    instructions: Sequence[Instruction],
) -> tuple[dict[Instruction | None, int], dict[Instruction, int]]:
    """Where each instruction begins (None: where all end), in units, and its size.

    Jumps grow with what they jump over, which may make others grow; none ever shrinks again.
    """
    sizes = {one: one.size(0 if one.target is not None else one.argument) for one in instructions}
    jumps = [one for one in instructions if one.target is not None]
    while True:
        places = dict(
            zip((*instructions, None), accumulate(sizes.values(), initial=0), strict=True)
        )
        for one in jumps:
            after = places[one] + sizes[one]
            one.argument = abs(places[one.target] - after)
        grown = [one for one in jumps if one.size(one.argument) > sizes[one]]
        if not grown:
            return places, sizes
        sizes.update((one, one.size(one.argument)) for one in grown)


def _entry(handled: Handled, places: dict[Instruction | None, int]) -> bytes:
    first = places[handled.first]
    depth = handled.depth << 1 | handled.keeps_place
    numbers = (first, places[handled.last] - first, places[handled.target], depth)
    entry = bytearray(byte for number in numbers for byte in _in_sixes(number))
    entry[0] |= 128
    return bytes(entry)


def _in_sixes(number: int) -> list[int]:
    digits = [number & 63]
    while number := number >> 6:
        digits.insert(0, number & 63 | 64)
    return digits


def _locate(table: bytearray, position: Position, units: int, line: int) -> int:
    """Add the location of so many units to a table; the line it ends on."""
    first, last, begin, end = position
    while units:
        some = min(units, _UNITS)
        units -= some
        if first is None:
            table.append(128 | _NONE << 3 | some - 1)
            continue
        table.append(128 | _LONG << 3 | some - 1)
        step = first - line
        table += _low_first(step << 1 if step >= 0 else -step << 1 | 1)
        table += _low_first((first if last is None else last) - first)
        table += _low_first(0 if begin is None else begin + 1)
        table += _low_first(0 if end is None else end + 1)
        line = first
    return line


def _low_first(number: int) -> bytes:
    """A number in six bits a byte, low ones first."""
    found = bytearray()
    while number > 63:
        found.append(number & 63 | 64)
        number >>= 6
    found.append(number)
    return bytes(found)
