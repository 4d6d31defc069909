"""The stub of an operation's call, whose code is generated at its first use.

The first call puts the real code (``engine.calls.spelling``) in the stub's place. So an import
compiles nothing and does not even read the writer, and who holds the function holds the fast one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

from engine.calls.later import later
from engine.op import Op

begun = later("engine.calls.spelling", "begun")


def _stub(*args: Any, **options: Any) -> Any:
    return _begin(args, options)  # type: ignore[name-defined]  # noqa: F821


def spelt_call(op: Op) -> Callable[..., Any]:
    """The call of an operation whose inputs are tensors, one by one."""
    call = FunctionType(_stub.__code__, {"__name__": "engine.calls.spelling"}, op.name)
    call.__globals__["_begin"] = partial(begun, op, call)
    return call
