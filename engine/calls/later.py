"""Loading a module when it is first needed, so that ``import engine`` is quick.

Half of the operations and most packages are rarely needed: ``engine.surface.rarer`` reads the
former all at once. Python's own lock sees to it that this happens once, whoever asks.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


def read_rarer() -> None:
    """Let every operation be declared, exported and hung on Tensor."""
    importlib.import_module("engine.surface.rarer")


def later(module: str, name: str) -> Callable[..., Any]:
    """A function whose module is read at its first call."""
    found: list[Callable[..., Any]] = []

    def call(*args: Any, **options: Any) -> Any:
        if not found:
            found.append(getattr(importlib.import_module(module), name))
        return found[0](*args, **options)

    call.__name__ = call.__qualname__ = name
    return call
