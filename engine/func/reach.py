"""Which tensors a function can reach that it was not given: by its names, not by its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import CodeType, FunctionType, MethodType
from typing import Any

from engine.tensor import Tensor

MOST = 10_000  # objects looked at: whoever hides a tensor behind more is believed


def reached(function: Any) -> Iterator[Tensor]:
    """The tensors behind the closures, globals, containers and objects that a function names."""
    seen: set[int] = set()
    waiting = [function]
    while waiting and len(seen) < MOST:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Tensor):
            yield value
        else:
            waiting.extend(_behind(value))


def _behind(value: Any) -> Iterator[Any]:
    """What a value holds."""
    if isinstance(value, FunctionType):
        yield from _named(value)
    elif isinstance(value, MethodType):
        yield from (value.__self__, value.__func__)
    elif isinstance(value, partial):
        yield from (value.func, value.args, value.keywords)
    elif isinstance(value, dict):
        yield from list(value.values())
    elif isinstance(value, list | tuple | set | frozenset):
        yield from list(value)
    elif _keeps(value):
        yield from (type(value), *list(getattr(value, "__dict__", {}).values()))


def _keeps(value: Any) -> bool:
    """May a program keep tensors as attributes of it? Not of a module or what Python brings."""
    kind = value if isinstance(value, type) else type(value)
    return kind.__module__ not in ("builtins", "_thread")


def _named(function: FunctionType) -> Iterator[Any]:
    """What a function reads by name: variables around it, global ones, defaults."""
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # a variable that has no value yet
            continue
    around = function.__globals__
    if not str(around.get("__name__")).startswith("engine."):
        yield from (around[name] for name in _names(function.__code__) if name in around)


def _names(code: CodeType) -> Iterator[str]:
    """The names in a function's code, and in that of the functions within."""
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)
