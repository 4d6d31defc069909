"""Indices of events by the ids of what they are about behave like dictionaries of lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.recordings.occasions import APART, Firsts, Occasions

IDS = st.one_of(st.integers(0, 20), st.integers(-3, 3 * APART), st.just(10**30))


@given(st.lists(IDS))
def test_the_first_index_of_an_id_stays_whatever_the_order_of_the_ids(ids: list[int]):
    firsts, expected = Firsts(), dict[int, int]()
    for index, one in enumerate(ids):
        firsts.setdefault(one, index)
        expected.setdefault(one, index)
    assert dict(firsts) == expected
    assert len(firsts) == len(expected)
    assert all(one in firsts for one in expected)


@given(st.lists(IDS))
def test_an_index_that_is_put_replaces_the_one_before(ids: list[int]):
    firsts = Firsts()
    for index, one in enumerate(ids):
        firsts.put(one, index)
    assert dict(firsts) == {one: index for index, one in enumerate(ids)}


@given(st.lists(IDS))
def test_every_occasion_of_an_id_is_kept_in_order(ids: list[int]):
    occasions, expected = Occasions(), dict[int, list[int]]()
    for index, one in enumerate(ids):
        occasions.add(one, index)
        expected.setdefault(one, []).append(index)
    assert {one: found.tolist() for one, found in occasions.items()} == expected
    assert len(occasions) == len(expected)


def test_ids_that_were_never_met_are_not_there():
    firsts, occasions = Firsts(), Occasions()
    firsts.put(5, 0)
    occasions.add(5, 0)
    assert (firsts.get(4), firsts.get(-1, 7), 4 in firsts) == (None, 7, False)
    assert (occasions.get(6), occasions.get(4, ()), 6 in occasions) == (None, (), False)
    for index in (firsts, occasions):
        with pytest.raises(KeyError):
            index[4]
