"""Which class a method belongs to in Python's errors, as ``Conv2d.forward() missing 1 …``.

It is the class where a method was written. Where one stands here for methods that PyTorch writes
one by one, each class gets the method as its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType
from typing import Any


def own_methods(kind: type, *names: str) -> None:
    """Give a class as its own the methods by these names that it has from others."""
    for name in names:
        setattr(kind, name, method_of(kind, getattr(kind, name)))


def method_of(kind: type, given: Any) -> Any:
    """A function once more, as a method of a class."""
    name = given.__name__
    own = FunctionType(
        given.__code__, given.__globals__, name, given.__defaults__, given.__closure__
    )
    own.__dict__.update(given.__dict__)
    own.__kwdefaults__, own.__annotations__ = given.__kwdefaults__, given.__annotations__
    own.__doc__, own.__module__ = given.__doc__, given.__module__
    own.__qualname__ = f"{kind.__name__}.{name}"
    return own


def written_in(name: str, parts: Iterable[type]) -> None:
    """Let the methods of classes that are only parts of one be said to be that one's."""
    for part in parts:
        for method, function in vars(part).items():
            if isinstance(function, FunctionType):
                function.__qualname__ = f"{name}.{method}"
