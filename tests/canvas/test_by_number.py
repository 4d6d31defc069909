"""Things that share a number are found by it, one number or many at once."""

from __future__ import annotations

from inspector.canvas.by_number import ByNumber


def test_things_are_found_by_the_number_they_share_in_their_order() -> None:
    found = ByNumber([7, None, 3, 7, 7])
    assert found.of(7) == [0, 3, 4]
    assert found.of(3) == [2]
    assert found.of(5) == []


def test_what_has_no_number_is_found_by_none() -> None:
    assert ByNumber([None, 1, None]).of(None) == []
    assert ByNumber([]).of(1) == []


def test_things_may_stand_at_other_places_than_one_after_the_other() -> None:
    found = ByNumber([4, 9, 4], [10, 11, 5])
    assert found.of(4) == [10, 5]
    assert found.of(9) == [11]


def test_many_numbers_are_looked_up_at_once() -> None:
    found = ByNumber([7, None, 3, 7, 7, 5])
    assert found.of_any([3, 4, 7]).tolist() == [2, 0, 3, 4]
    assert found.of_any(set()).tolist() == []
    assert ByNumber([]).of_any([1]).tolist() == []
