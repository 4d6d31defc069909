"""Tensors that stand for another: a change in ``x.data`` changes ``x``, unseen by autograd."""

from __future__ import annotations

import weakref

from engine.tensor import Tensor
from inspector.model.events import Value

ALIASING = frozenset({"data", "detach"})
_STANDS_FOR = "_stands_for"


def note(alias: Tensor, source: Tensor, value: Value) -> None:
    """``alias`` shares the storage of ``source``, which holds ``value`` now."""
    alias.__dict__[_STANDS_FOR] = (weakref.ref(source), value)


def source_of(alias: Tensor) -> tuple[Tensor, Value] | None:
    """What a tensor stands for in the end, and what that held when last told; None if itself."""
    found: tuple[Tensor, Value] | None = None
    while (known := getattr(alias, _STANDS_FOR, None)) is not None:
        source = known[0]()
        if source is None:
            break
        found = source, known[1]
        alias = source
    return found
