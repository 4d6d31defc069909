"""Loops whose turns have nothing to do with each other: a step of every parameter, say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from inspector.model.graphs.vertex import Edge
from inspector.model.moments.calls import UPDATE, Call

Loop: TypeAlias = tuple[int | None, str]
"""What a loop is part of, and the path of its turns."""
Turns: TypeAlias = dict[Loop, int]
"""The turn of each loop that something is computed in."""
MANY = 12
"""So many turns beside each other can be read."""
FIRST = -2
"""The number of a loop is that of its first turn, counted down from here."""


def parallel_loops(
    calls: Mapping[int, Call],
    parent: Mapping[int, int | None],
    home: Mapping[str, int],
    edges: Iterable[Edge],
) -> dict[Call, list[int]]:
    """The loops of many turns none of which uses what another has made, with their turns.

    A chain of turns can be followed with the eye; turns side by side bury all there is.
    """
    turns: dict[Loop, list[int]] = {}
    for number, call in calls.items():
        if call.kind == "turn":
            turns.setdefault((parent[number], call.path), []).append(number)
    found = {loop: every for loop, every in turns.items() if len(every) > MANY}
    loop_of = {number: loop for loop, every in found.items() for number in every}
    ways: dict[int, Turns] = {}

    def way(key: str) -> Turns:
        number = home.get(key)
        if number is None:
            return {}
        if number not in ways:
            around = _around(number, parent)
            ways[number] = {loop_of[each]: each for each in around if each in loop_of}
        return ways[number]

    for edge in edges:
        if not found:
            break
        source, target = way(edge.source), way(edge.target)
        for loop in [each for each in source if source[each] != target.get(each, source[each])]:
            found.pop(loop, None)
    return {_call(calls[every[0]], len(every)): every for every in found.values()}


def _around(number: int | None, parent: Mapping[int, int | None]) -> Iterator[int]:
    while number is not None:
        yield number
        number = parent[number]


def _call(turn: Call, count: int) -> Call:
    """The call that a whole loop is."""
    title = f"{count} updates" if turn.title == UPDATE else f"{count} turns"
    path = f"{turn.path}, all"
    number = FIRST - turn.number
    return Call(number, "loop", title, f"line {turn.line}", path, turn.parent, turn.line)
