"""Semantic zoom: how much of a vertex is worth drawing."""

from enum import IntEnum


class Level(IntEnum):
    """What is drawn of a vertex, from near to far."""

    CARD = 0
    BRIEF = 1
    NAME = 2
    SYMBOL = 3
    TILE = 4
