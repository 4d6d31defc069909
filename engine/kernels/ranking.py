"""Which element of each line has a rank: the middle one, the k-th, the most frequent."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.later import later

FEW = 16  # elements of a line that every sort leaves in their order where they are equal
sorted_places = later("engine.kernels.quicksort", "sorted_places")
selected_place = later("engine.kernels.quickselect", "selected_place")


def ranks_of(line: Any, order: Any) -> list[int]:
    """The ranks of a line's elements, equal ones the same. ``order`` : where they stand in it."""
    ordered = line[order]
    known = ordered == ordered
    rises = (ordered[1:] != ordered[:-1]) & (known[1:] | known[:-1])
    ranks = np.zeros(len(order), np.int64)
    ranks[order[1:]] = np.cumsum(rises)
    found: list[int] = ranks.tolist()
    return found


def median_of(lines: Any, _: int, ignore_nan: bool = False) -> tuple[Any, Any]:
    """The lower of the middle elements; NaN (its first place) where there is one."""
    order = np.argsort(lines, axis=-1, kind="stable")
    unknown = np.isnan(lines).sum(-1) if lines.dtype.kind == "f" else 0
    known = lines.shape[-1] - unknown
    rank = (known - 1) // 2
    if not ignore_nan:
        rank = np.where(np.asarray(unknown) > 0, known, rank)
    rank = np.broadcast_to(np.maximum(rank, 0), lines.shape[:-1])
    middle = np.take_along_axis(order, rank[..., None], -1)
    return np.take_along_axis(lines, middle, -1)[..., 0], middle[..., 0]


def middle_of(row: Any) -> Any:
    """The lower of the middle elements of a row; NaN where there is one."""
    rank = (len(row) - 1) // 2
    if row.dtype.kind == "f" and np.isnan(row).any():
        return row[np.isnan(row).argmax()]
    return np.partition(row, rank)[rank]


def nanmedian_of(lines: Any, _: int) -> tuple[Any, Any]:
    """The lower of the middle elements that are not NaN, and its place."""
    return median_of(lines, 1, ignore_nan=True)


def kth_of(lines: Any, k: int) -> tuple[Any, Any]:
    """The k-th smallest element, and its place."""
    order = np.argsort(lines, axis=-1, kind="stable")
    place = order[..., k - 1].copy()
    values = np.take_along_axis(lines, place[..., None], -1)[..., 0]
    equals = (lines == values[..., None]) | ((lines != lines) & (values != values)[..., None])
    for line in map(tuple, np.argwhere(equals.sum(-1) > 1)):
        place[line] = selected_place(ranks_of(lines[line], order[line]), k - 1)
    return values, place


def mode_of(lines: Any, _: int) -> tuple[Any, Any]:
    """The most frequent element (the smallest of several), and the last place sorting gives it."""
    flat = lines.reshape(-1, lines.shape[-1])
    values, places = [], []
    for line in flat:
        if (line != line).any():
            places.append(_most_frequent(line))
            values.append(line[places[-1]])
            continue
        found, counts = np.unique(line, return_counts=True)
        values.append(found[counts.argmax()])
        order = np.argsort(line, kind="stable")
        if len(line) > FEW and counts.max() > 1:
            order = np.array(sorted_places(ranks_of(line, order)))
        places.append(order[np.flatnonzero(line[order] == values[-1])[-1]])
    shape = lines.shape[:-1]
    return np.array(values, lines.dtype).reshape(shape), np.array(places, np.int64).reshape(shape)


def _most_frequent(line: Any) -> int:
    """The place of the most frequent of elements of which some are NaN, equal to nothing.

    C's sort leaves them where comparing moves nothing past them: equals may lie apart.
    """
    many = len(line) > FEW
    order: list[int] = np.argsort(line, kind="stable").tolist() if many else []
    for place, element in enumerate(() if many else line):
        at = 0 if order and element < line[order[0]] else len(order)
        while at and element < line[order[at - 1]]:
            at -= 1
        order.insert(at, place)
    most, run, found = 0, 0, order[0]
    for place, after in zip(order, [*order[1:], None], strict=True):
        run += 1
        if after is None or line[place] != line[after]:
            most, found = (run, place) if run > most else (most, found)
            run = 0
    return found
