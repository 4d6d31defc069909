"""Constructors that several classes share here and not in PyTorch bear the name that its have."""

from __future__ import annotations

from collections.abc import Iterable
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
