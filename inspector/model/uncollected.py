"""Pausing Python's garbage collector while many objects are made that are there to stay."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 50_000
"""More blocks of memory than this are felt each time the collector looks through them."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector from going through everything again and again, a second each time.

    Where it was held off already it stays so; whoever else lets it go on does no harm.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def kept() -> Iterator[None]:
    """Keep the collector from all that is made meanwhile, as modules are: now and ever after.

    Loading leaves nothing to collect, and looking for it takes a fifth of the time; at the end of
    the process it would be gone through once more, only to be thrown away piece by piece.
    """
    with uncollected():
        try:
            yield
        finally:
            gc.freeze()


@contextmanager
def lasting() -> Iterator[None]:
    """Keep the collector from all of what is made, for good, where that is much and is kept."""
    before = sys.getallocatedblocks()
    with uncollected():
        yield
    if sys.getallocatedblocks() - before > MANY:
        gc.freeze()
