"""Heaps as C++'s standard library (GNU's) keeps them, largest in front: they order equal elements.

The elements of ``first`` to ``last`` are given by their ranks, and where they stood by ``places``.
"""

from __future__ import annotations

Pair = tuple[int, int]


def smallest_in_front(
    ranks: list[int], places: list[int], first: int, middle: int, last: int
) -> None:
    """A heap of the smallest elements before ``middle``, as ``__heap_select`` leaves it."""
    size = middle - first
    for hole in range(size // 2 - 1, -1, -1):
        _sift(ranks, places, first, hole, size, (ranks[first + hole], places[first + hole]))
    for at in range(middle, last):
        if ranks[at] < ranks[first]:
            _pop(ranks, places, first, size, at)


def sort_heap(ranks: list[int], places: list[int], first: int, last: int) -> None:
    """The heap's elements in order, as ``std::sort_heap`` leaves them."""
    for end in range(last - 1, first, -1):
        _pop(ranks, places, first, end - first, end)


def _pop(ranks: list[int], places: list[int], first: int, size: int, at: int) -> None:
    """Put the largest at ``at``, and what stood there into the heap."""
    moved = ranks[at], places[at]
    ranks[at], places[at] = ranks[first], places[first]
    _sift(ranks, places, first, 0, size, moved)


def _sift(
    ranks: list[int], places: list[int], first: int, hole: int, size: int, moved: Pair
) -> None:
    """Fill a hole from below, down to the bottom, and let what is moved rise again from there."""
    top, child = hole, hole
    while child < (size - 1) // 2:
        child = 2 * (child + 1)
        child -= ranks[first + child] < ranks[first + child - 1]
        _put(ranks, places, first + hole, (ranks[first + child], places[first + child]))
        hole = child
    if size % 2 == 0 and child == (size - 2) // 2:
        child = 2 * child + 1
        _put(ranks, places, first + hole, (ranks[first + child], places[first + child]))
        hole = child
    while hole > top and ranks[first + (hole - 1) // 2] < moved[0]:
        parent = first + (hole - 1) // 2
        _put(ranks, places, first + hole, (ranks[parent], places[parent]))
        hole = (hole - 1) // 2
    _put(ranks, places, first + hole, moved)


def _put(ranks: list[int], places: list[int], at: int, pair: Pair) -> None:
    ranks[at], places[at] = pair
