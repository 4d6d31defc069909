"""Giving classes the names and modules that they have in PyTorch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any


def name_constructors(kinds: Iterable[Any], owner: str = "") -> None:
    """Let Python say of a wrong call what it says in PyTorch: ``Conv2d.__init__() missing …``.

    ``owner`` : the class whose constructor it is there, if not each one's own.
    """
    for kind in kinds:
        shared = kind.__init__
        own = FunctionType(
            shared.__code__, shared.__globals__, shared.__name__, shared.__defaults__,
            shared.__closure__,
        )  # fmt: skip
        own.__kwdefaults__, own.__annotations__ = shared.__kwdefaults__, shared.__annotations__
        own.__doc__, own.__module__ = shared.__doc__, shared.__module__
        own.__qualname__ = f"{owner or kind.__name__}.__init__"
        kind.__init__ = own


def settle(package: str, kinds: Mapping[str, Iterable[type | Callable[..., Any]]]) -> None:
    """Let names be found in, and say that they are of, the modules that hold them in PyTorch."""
    for name, each in kinds.items():
        module = sys.modules[f"{package}.{name}"]
        for kind in each:
            setattr(module, kind.__name__, kind)
            kind.__module__ = module.__name__
