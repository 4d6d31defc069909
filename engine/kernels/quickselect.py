"""PyTorch's own quickselect, which says which of several equal elements is the k-th."""

from __future__ import annotations


def selected_place(ranks: list[int], k: int) -> int:
    """Where the element of rank ``k``, counted from 0, stood. Equal elements have one rank."""
    ranks, places = list(ranks), list(range(len(ranks)))

    def swap(one: int, other: int) -> None:
        ranks[one], ranks[other] = ranks[other], ranks[one]
        places[one], places[other] = places[other], places[one]

    low, high = 0, len(ranks) - 1
    while high > low + 1:
        swap(low + (high - low) // 2, low + 1)
        for one, other in ((low + 1, high), (low, high), (low + 1, low)):
            if ranks[one] > ranks[other]:
                swap(one, other)
        up, down, pivot = low + 1, high, ranks[low]
        while True:
            up, down = up + 1, down - 1
            while pivot > ranks[up]:
                up += 1
            while ranks[down] > pivot:
                down -= 1
            if down < up:
                break
            swap(up, down)
        swap(low, down)
        low, high = up if down <= k else low, down - 1 if down >= k else high
    if high == low + 1 and ranks[low] > ranks[high]:
        swap(low, high)
    return places[k]
