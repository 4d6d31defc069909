"""Sifting, member by member, beside the same said plainly for one layer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.layout.geometry import Points
from inspector.layout.sift import sifted


@st.composite
def savings(draw: st.DrawFn) -> Points:
    """What two to four layers of up to six members save with one member before another."""
    count, width = draw(st.integers(2, 4)), draw(st.integers(2, 6))
    numbers = st.lists(st.integers(-3, 3), min_size=width * width, max_size=width * width)
    costs = np.array([draw(numbers) for _ in range(count)], dtype=np.float64)
    tables = costs.reshape(count, width, width)
    return tables - tables.transpose(0, 2, 1)


def saved_by(table: Points, member: int, others: list[int], place: int) -> float:
    """What is saved with a member behind so many of the others, and not before them all."""
    return float(sum(table[member, other] for other in others[:place]))


def one_by_one(table: Points) -> list[int]:
    """The order that each member, who gains most first, has gone to its best place in."""
    order = list(range(len(table)))

    def places(member: int) -> tuple[float, int, float]:
        """The most that it can save and where, and what it saves where it stands."""
        others = [other for other in order if other != member]
        all_saved = [saved_by(table, member, others, n) for n in range(len(order))]
        best = max(range(len(order)), key=all_saved.__getitem__)
        return all_saved[best], best, all_saved[order.index(member)]

    def gain(member: int) -> float:
        best, _, now = places(member)
        return best - now

    turns = sorted(order, key=gain, reverse=True)
    for member in [member for member in turns if gain(member) > 0]:
        best, place, now = places(member)
        if best > now:
            order.remove(member)
            order.insert(place, member)
    return order


def total(table: Points, order: list[int]) -> float:
    """What an order saves beside the one in which the members came."""
    pairs = [(b, a) for place, a in enumerate(order) for b in order[place + 1 :] if a > b]
    return float(sum(table[b, a] for b, a in pairs))


@given(savings())
def test_who_gains_most_goes_first_and_each_to_the_best_of_all_places(saved: Points) -> None:
    orders, moved = sifted(saved)
    for table, order, has_moved in zip(saved, orders.tolist(), moved.tolist(), strict=True):
        assert order == one_by_one(table)
        assert has_moved or order == sorted(order)


@given(savings())
def test_no_order_becomes_worse_and_one_that_cannot_be_bettered_stays(saved: Points) -> None:
    orders, moved = sifted(saved)
    for table, order, has_moved in zip(saved, orders.tolist(), moved.tolist(), strict=True):
        assert (total(table, order) > 0) == has_moved


@pytest.mark.parametrize("width", [1, 2, 5])
def test_what_saves_nothing_is_not_moved(width: int) -> None:
    orders, moved = sifted(np.zeros((3, width, width)))
    assert orders.tolist() == [list(range(width))] * 3
    assert not moved.any()
