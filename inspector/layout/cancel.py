"""Stopping a layout that nobody waits for any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Check: TypeAlias = Callable[[], bool]


class Cancelled(Exception):  # noqa: N818 - it reports a wish, not a fault
    """The caller's ``cancelled()`` became true; there is no result."""


def never() -> bool:
    """The check of a caller who waits for the end."""
    return False


def stop_if(cancelled: Check) -> None:
    """Leave the layout through `Cancelled` when the caller wishes so."""
    if cancelled():
        raise Cancelled
