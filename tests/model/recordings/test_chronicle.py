"""Changes in the order of steps are found by thing and by step."""

from __future__ import annotations

import pytest

from inspector.model.recordings.chronicle import SPAN, Changes, Growing

TOLD = ((7, 1), (2, 2), (7, 4), (3, 4), (2, 9))
"""Things, and the steps after which they change."""


@pytest.fixture
def changes() -> Changes:
    growing = Growing()
    for mark, (thing, step) in enumerate(TOLD):
        growing.add(thing, step, mark)
    return growing.changes()


def test_the_changes_of_a_thing_stand_together_in_the_order_of_steps(changes: Changes) -> None:
    assert changes.sorted_ids.tolist() == [2, 2, 3, 7, 7]
    assert changes.order.tolist() == [1, 4, 3, 0, 2]
    assert changes.keys.tolist() == sorted(thing * SPAN + step for thing, step in TOLD)


@pytest.mark.parametrize(
    ("start", "stop", "marks"),
    [(0, 3, [0, 1]), (2, 4, [1, 2, 3]), (4, None, [2, 3, 4]), (5, 8, []), (10, None, [])],
)
def test_a_stretch_has_the_changes_of_its_steps(
    changes: Changes, start: int, stop: int | None, marks: list[int]
) -> None:
    assert changes.between(start, stop).marks.tolist() == marks
