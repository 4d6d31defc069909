"""Loading a module when it is first needed, so that ``import engine`` is quick.

Half of the operations and most packages are rarely needed: ``engine.surface.rarer`` reads the
former all at once. Python's own lock sees to it that this happens once, whoever asks.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable, Iterable
from typing import Any


def read(modules: Iterable[str]) -> None:
    """Read modules of the engine's, by their names within it.

    Nothing is collected meanwhile: all that they make stays, and looking for what does not would
    take a tenth of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        for each in modules:
            importlib.import_module(f"engine.{each}")
    finally:
        if collects:
            gc.enable()


def read_rarer() -> None:
    """Let every operation be declared, exported and hung on Tensor."""
    importlib.import_module("engine.surface.rarer")


def later(module: str, name: str) -> Callable[..., Any]:
    """A function whose module is read at its first call.

    From then on the module that asked for it has the function itself under the same name, as it
    would cost as much again to be called by way of this one.
    """
    asking = sys._getframe(1).f_globals
    found: list[Callable[..., Any]] = []

    def call(*args: Any, **options: Any) -> Any:
        if not found:
            found.append(getattr(importlib.import_module(module), name))
            own = [each for each, value in list(asking.items()) if value is call]
            asking.update(dict.fromkeys(own, found[0]))
        return found[0](*args, **options)

    call.__name__ = call.__qualname__ = name
    return call
