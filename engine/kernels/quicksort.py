"""The order in which PyTorch's sorts leave equal elements: that of C++'s standard library (GNU's).

A line's elements are given by their ranks: equal ones have one. An unstable sort's order follows
from its steps, so these are taken as it takes them: median of three, Hoare's partition, and
a stable insertion sort where at most ``FEW`` elements are left.
"""

from __future__ import annotations

import numpy as np

from engine.kernels.heaps import smallest_in_front, sort_heap
from engine.kernels.ranking import FEW

FEWEST = 64  # PyTorch keeps a heap of the top where there are this many times more
MANY = 4096  # from here on numpy finds what is to be swapped sooner than Python


def sorted_places(ranks: list[int]) -> list[int]:
    """Where the elements stood, in the order that ``std::sort`` leaves them in."""
    ranks, places = list(ranks), list(range(len(ranks)))
    todo = [(0, len(ranks), 2 * (len(ranks).bit_length() - 1))]
    while todo:
        first, last, depth = todo.pop()
        while last - first > FEW:
            if not depth:
                smallest_in_front(ranks, places, first, last, last)
                sort_heap(ranks, places, first, last)
                break
            depth -= 1
            cut = _parted(ranks, places, first, last)
            todo.append((cut, last, depth))
            last = cut
    return [places[at] for at in sorted(range(len(ranks)), key=ranks.__getitem__)]


def top_places(ranks: list[int], k: int, in_order: bool) -> list[int]:
    """Where the ``k`` smallest stood: by a heap if they are few, else parted off."""
    ranks, places = list(ranks), list(range(len(ranks)))
    if k * FEWEST <= len(ranks):
        smallest_in_front(ranks, places, 0, k, len(ranks))
        sort_heap(ranks, places, 0, k)
        return places[:k]
    put_nth(ranks, places, k - 1)
    if in_order:
        places[: k - 1] = [places[at] for at in sorted_places(ranks[: k - 1])]
    return places[:k]


def put_nth(ranks: list[int], places: list[int], nth: int) -> None:
    """Move the element of rank ``nth`` to its place, as ``std::nth_element`` does."""
    first, last = 0, len(ranks)
    depth = 2 * (last.bit_length() - 1)
    while last - first > 3:
        if not depth:
            smallest_in_front(ranks, places, first, nth + 1, last)
            _swap(ranks, places, first, nth)
            return
        depth -= 1
        cut = _parted(ranks, places, first, last)
        first, last = (cut, last) if cut <= nth else (first, cut)
    order = sorted(range(first, last), key=ranks.__getitem__)
    ranks[first:last] = [ranks[at] for at in order]
    places[first:last] = [places[at] for at in order]


def _parted(ranks: list[int], places: list[int], first: int, last: int) -> int:
    """Where the greater begin, once both sides of the median of three are told apart."""
    _median_to_front(ranks, places, first, last)
    if last - first > MANY:
        return _parted_at_once(ranks, places, first + 1, last, ranks[first])
    pivot, low, high = ranks[first], first + 1, last
    while True:
        while ranks[low] < pivot:
            low += 1
        high -= 1
        while pivot < ranks[high]:
            high -= 1
        if low >= high:
            return low
        ranks[low], ranks[high] = ranks[high], ranks[low]
        places[low], places[high] = places[high], places[low]
        low += 1


def _parted_at_once(ranks: list[int], places: list[int], first: int, last: int, pivot: int) -> int:
    """The same: what stops the search from the left meets what stops that from the right."""
    here, there = np.array(ranks[first:last]), np.array(places[first:last])
    low, high = np.flatnonzero(here >= pivot), np.flatnonzero(here <= pivot)[::-1]
    most = min(len(low), len(high))
    swaps = int((low[:most] < high[:most]).sum())
    left, right = low[:swaps], high[:swaps]
    for each in (here, there):
        each[left], each[right] = each[right], each[left]
    ranks[first:last], places[first:last] = here.tolist(), there.tolist()
    ends = ([int(low[swaps])] if swaps < len(low) else []) + [int(high[swaps - 1])] * bool(swaps)
    return first + min(ends)


def _median_to_front(ranks: list[int], places: list[int], first: int, last: int) -> None:
    a, b, c = first + 1, first + (last - first) // 2, last - 1
    if ranks[a] < ranks[b]:
        middle = b if ranks[b] < ranks[c] else c if ranks[a] < ranks[c] else a
    else:
        middle = a if ranks[a] < ranks[c] else c if ranks[b] < ranks[c] else b
    _swap(ranks, places, first, middle)


def _swap(ranks: list[int], places: list[int], one: int, other: int) -> None:
    ranks[one], ranks[other] = ranks[other], ranks[one]
    places[one], places[other] = places[other], places[one]
