"""The calls of a run: functions within functions, however deep."""

from __future__ import annotations

from inspector.model.moments.calls import LONGEST_PATH, Calls
from inspector.model.recordings.events import Names, Statement

SOURCE = """\
def deep(n):
    for k in range(2):
        deep(n + 1)
deep(0)
for n in range(3):
    deep(n)
"""


def called(depth: int) -> list[Statement | Names]:
    """So many functions within each other, each in the first turn of its loop."""
    found: list[Statement | Names] = [Statement(4, "<module>", 0)]
    for each in range(1, depth + 1):
        found += [Statement(2, "deep", each), Statement(3, "deep", each)]
    return found


def test_a_function_within_a_turn_of_another_is_part_of_it() -> None:
    calls = Calls(SOURCE)
    calls.follow(called(2))
    assert [(one.kind, one.title, one.parent) for one in calls.all] == [
        ("function", "deep()", None),
        ("turn", "turn 1", 0),
        ("function", "deep()", 1),
        ("turn", "turn 1", 2),
    ]


def test_whoever_goes_on_has_left_all_that_it_called() -> None:
    calls = Calls(SOURCE)
    calls.follow([*called(3), Statement(2, "deep", 1), Statement(3, "deep", 1)])
    last = calls.all[-1]
    assert (last.kind, last.title, last.parent) == ("turn", "turn 2", 0)


def test_a_function_that_returned_and_is_called_again_is_another() -> None:
    calls = Calls(SOURCE)
    calls.follow([*called(1), Names((), ("k",), "deep", 1, returned=True), *called(1)])
    assert [one.parent for one in calls.all if one.kind == "function"] == [None, None]


def test_the_paths_of_an_endless_recursion_do_not_grow_without_end() -> None:
    calls = Calls(SOURCE)
    calls.follow(called(3_000))
    assert calls.all[-1].parent == len(calls.all) - 2
    assert max(len(one.path) for one in calls.all) < LONGEST_PATH + 50
    assert len(calls.around(len(calls.all) - 1)) == len(calls.all)
