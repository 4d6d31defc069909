"""Numbers in random order, by Fisher and Yates's exchanges."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.chance.generator import Array, stream_of

FEW = 512  # numbers that Python exchanges sooner than numpy finds what became of them


def permutation(n: int, generator: Any = None) -> Array:
    """The numbers from 0 to n − 1 in random order."""
    draws = stream_of(generator).draws(max(n - 1, 0))
    if n > FEW:
        firsts = np.arange(n - 1)
        return exchanged((draws % (n - firsts).view(np.uint64)).view(np.int64) + firsts)
    order = list(range(n))
    for first, draw in enumerate(draws.tolist()):
        second = first + draw % (n - first)
        order[first], order[second] = order[second], order[first]
    return np.array(order, np.int64)


def exchanged(seconds: Array) -> Array:
    """What exchanging place 0 with ``seconds[0]``, then 1 with ``seconds[1]``, … leaves where.

    No second place lies before the first. Exchange t puts into place t, for good, what place
    ``seconds[t]`` holds: what the last exchange before t with that place put there, and that is
    what place k held at exchange k. From where that had come is followed for all places at once.
    """
    count = len(seconds)
    times = np.arange(count)
    digits = np.int64(count.bit_length())
    keys = (seconds << digits) | times
    keys.sort()
    times, places = keys & ((1 << digits) - 1), keys >> digits
    again = places[1:] == places[:-1]
    before = np.full(count, -1)  # the last exchange before with the same place
    before[times[1:][again]] = times[:-1][again]
    last = np.append(~again, True)
    source = np.arange(count + 1)  # from where the number in a place came, at its own exchange
    source[places[last]] = times[last]
    alone = np.flatnonzero(seconds == np.arange(count))  # an exchange with itself changes nothing
    source[alone] = np.where(before[alone] < 0, alone, before[alone])
    further = source[source]
    while (further != source).any():
        source, further = further, further[further]
    found = np.where(before < 0, seconds, source[before])
    return np.append(found, source[-1])
