"""Which loops are folded as a whole, with all their turns, at first.

Their turns have nothing to do with each other, as a step of every parameter; or no gradient comes
by them, as when a trained model writes a text.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TypeAlias

from inspector.model.graphs.vertex import Edge
from inspector.model.moments.calls import UPDATE, Call

Loop: TypeAlias = tuple[int | None, str]
"""What a loop is part of, and the path of its turns."""
Turns: TypeAlias = dict[Loop, int]
"""The turn of each loop that something is computed in."""
MANY = 12
"""So many turns beside each other can be read."""
SOME = 2
"""So many turns by which no gradient comes are each worth a card of their own."""
FIRST = -2
"""The number of a loop is that of its first turn, counted down from here."""


def whole_loops(
    calls: Mapping[int, Call],
    parent: Mapping[int, int | None],
    home: Mapping[str, int],
    edges: Iterable[Edge],
    aside: Container[int],
) -> dict[Call, list[int]]:
    """The loops that are one card until somebody opens it, with their turns.

    A chain of turns can be followed with the eye; turns side by side bury all there is, and so
    do those ``aside``, by which no gradient comes while it does by others.
    """
    turns: dict[Loop, list[int]] = {}
    for number, call in calls.items():
        if call.kind == "turn":
            turns.setdefault((parent[number], call.path), []).append(number)
    apart = _side_by_side(
        {loop: every for loop, every in turns.items() if len(every) > MANY}, parent, home, edges
    )
    return {
        _call(calls[every[0]], len(every)): every
        for loop, every in turns.items()
        if loop in apart or (len(every) > SOME and all(_is_aside(calls[n], aside) for n in every))
    }


def _is_aside(turn: Call, aside: Container[int]) -> bool:
    """Whether no gradient comes by a turn; an update stands beside what it changes."""
    return turn.number in aside and turn.title != UPDATE


def _side_by_side(
    found: dict[Loop, list[int]],
    parent: Mapping[int, int | None],
    home: Mapping[str, int],
    edges: Iterable[Edge],
) -> dict[Loop, list[int]]:
    """Those of some loops of which no turn uses what another has made."""
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
    return found


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
