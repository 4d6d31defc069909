"""Tensors that share one memory: what is written through one of them shows in all.

Views share that of their base, and what ``detach()`` and ``.data`` give that of their tensor.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.tensor import Tensor

ALIASING = frozenset({"data", "detach"})
_FAMILY = "_family"
_PRUNED = 8


def join(tensor: Tensor, source: Tensor) -> None:
    """``tensor`` shares the memory of ``source``."""
    family = source.__dict__.setdefault(_FAMILY, [weakref.ref(source)])
    if len(family) % _PRUNED == 0:
        family[:] = [each for each in family if each() is not None]
    family.append(weakref.ref(tensor))
    tensor.__dict__[_FAMILY] = family


def join_results(name: str, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor]) -> None:
    """Remember whose memory the results of an operation share."""
    for output in outputs:
        source = inputs[0][1] if name in ALIASING else output._base
        if source is not None:
            join(output, source)


def sharers(tensor: Tensor) -> list[Tensor]:
    """The others that are still there and overlap with ``tensor`` in memory."""
    family = getattr(tensor, _FAMILY, None)
    if family is None:
        return []
    alive = (each() for each in family)
    return [
        other
        for other in alive
        if other is not None
        and other is not tensor
        and np.may_share_memory(other._data, tensor._data)
    ]
