"""Refusing to read the numbers of a tensor that stands for the whole batch of a ``vmap``."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.modes import MODES
from engine.tensor import Tensor

ITEM = (
    "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling "
    ".item() on a Tensor, please try to rewrite what you're doing with other operations. If error "
    "is occurring somewhere inside PyTorch internals, please file a bug report."
)
BRANCH = (
    "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. "
    "We don't support that yet, please file an issue at "
    "https://github.com/pytorch/pytorch/issues ."
)
DYNAMIC = (
    "vmap: We do not support batching operators that can output dynamic shape. Attempted to vmap "
    "over aten::{0}. Please file an issue at https://github.com/pytorch/pytorch/issues if you "
    "need this feature."
)
NONZERO, WHERE, UNIQUE = (DYNAMIC.format(name) for name in ("nonzero", "where", "_unique2"))
SELECTED = (
    "vmap: Attempted to vmap over `mask` in torch.masked_select(self, mask) We cannot support "
    "this because for each batch this would return a differently shaped Tensor. Please file an "
    "issue at https://github.com/pytorch/pytorch/issues if you need this feature."
)
MASK = (
    "vmap: We do not support batching operators that can support dynamic shape. Attempting to "
    "batch over indexing with a boolean mask."
)
UNBATCHED = "Batching rule not implemented for aten::{0}. We could not generate a fallback."
EQUAL = UNBATCHED.format("equal")
RRELU = "vmap: we do not yet support aten::rrelu. Please file an issue"
ALIKE = (
    "vmap: Cannot ask for different inplace randomness on an unbatched tensor. This will appear "
    "like same randomness. If this is necessary for your usage, please file an issue with "
    "functorch."
)
SAME = (
    "Vmap does not currently support same randomness with a batched tensor input. Please file an "
    "issue with functorch"
)
ALLCLOSE = (
    "vmap over torch.allclose isn't supported yet. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues if you need this feature."
)
STORAGE = "Cannot access data pointer of Tensor that doesn't have storage"


TEXT = (
    "the text of a tensor inside vmap exists in PyTorch but not here, where the function runs for "
    "one member of the batch after the other: print it outside, or print its shape"
)


def anywhere(condition: Any) -> bool:
    """Is a condition true of some element, be it of a member of a batch?

    A derivative may ask the numbers, where PyTorch's is of another kind; a program may not.
    """
    return bool(np.any(condition._data if isinstance(condition, Tensor) else condition))


def refuse_mapped(tensor: Tensor, text: str, kind: type[Exception] = RuntimeError) -> None:
    """Raise an error where a tensor stands for a whole batch."""
    if tensor._mapped:
        raise kind(text)


def refuse_unbatched(text: str, *given: Any) -> None:
    """Raise RuntimeError with a text where the innermost transform maps over what it cannot batch.

    A derivative within the mapped function takes the call apart first, and that can be batched.
    """
    if MODES.scopes and _is_mapped(MODES.scopes[-1], given):
        raise RuntimeError(text)


def refuse_same(*given: Any) -> None:
    """Raise RuntimeError where numbers are drawn by a batch that are to be alike for all of it."""
    for scope in MODES.scopes:
        if _randomness(scope) == "same" and _is_mapped(scope, given):
            raise RuntimeError(SAME)


def refuse_alike(filled: Tensor) -> None:
    """Raise RuntimeError where a tensor outside of the batch is to differ for its members."""
    for scope in MODES.scopes:
        if _randomness(scope) == "different" and not _is_mapped(scope, (filled,)):
            raise RuntimeError(ALIKE)


def _is_mapped(scope: Any, given: Any) -> bool:
    """Is it a ``vmap``, and does anything of what is given depend on its batch?"""
    return _randomness(scope) is not None and any(scope.marks(each) for each in given)


def _randomness(scope: Any) -> str | None:
    """What a ``vmap`` says of random numbers; other transforms answer for what is behind them."""
    found: str | None = vars(scope).get("randomness")
    return found
