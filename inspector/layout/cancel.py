"""Stopping a layout that nobody waits for any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

Check: TypeAlias = Callable[[], bool]
Item = TypeVar("Item")
OFTEN = 4_096
"""Items of a loop between two questions whether to go on."""


class Cancelled(Exception):  # noqa: N818 - it reports a wish, not a fault
    """The caller's ``cancelled()`` became true; there is no result."""


def never() -> bool:
    """The check of a caller who waits for the end."""
    return False


def stop_if(cancelled: Check) -> None:
    """Raise `Cancelled` when the caller wishes so."""
    if cancelled():
        raise Cancelled


def checked(items: Iterable[Item], cancelled: Check, often: int = OFTEN) -> Iterator[Item]:
    """The items of a long loop, which raises `Cancelled` when the caller wishes so."""
    for number, item in enumerate(items, 1):
        if number % often == 0:
            stop_if(cancelled)
        yield item
