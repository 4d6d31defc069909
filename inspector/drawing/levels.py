"""Semantic zoom: how much of a vertex is worth drawing."""

from enum import IntEnum


class Level(IntEnum):
    """What is drawn of a vertex, from near to far."""

    CARD = 0
    NAME = 1
    SYMBOL = 2
    TILE = 3
