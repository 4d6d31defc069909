"""What masked reductions share: the mask in the tensor's shape, and a neutral element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS
from engine.dtypes import FLOAT
from engine.tensor import Tensor

HIGHER = (
    "_input_mask expected broadcastable mask (got mask dimensionality higher than of the input)"
)
KEEP_SHAPE = frozenset({
    "cumprod", "cumsum", "log_softmax", "normalize", "softmax", "softmin",
})  # fmt: skip


def dimensions(dim: Any, rank: int) -> tuple[int, ...]:
    """The dimensions meant, counted from the first and in order; all of them for None.

    Raises:
        IndexError: one is out of range. RuntimeError: one is named twice.
    """
    if dim is None or dim == ():
        return tuple(range(rank))
    count = max(rank, 1)
    found: list[int] = []
    for each in (dim,) if isinstance(dim, int) else dim:
        if each in found:
            raise RuntimeError(f"dim={each} appears multiple times in the list of dims")
        if not -count <= each < count:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-count}, {count - 1}], but "
                f"got {each})"
            )
        found.append(each % count)
    return tuple(sorted(found))


def whole_mask(input: Tensor, *others: Any, mask: Tensor, **options: Any) -> Any:
    """The mask in the shape of the input, as booleans; other arguments are ignored.

    Raises:
        IndexError: it has more dimensions than the input.
    """
    if mask.shape != input.shape:
        if mask.ndim > input.ndim:
            raise IndexError(HIGHER)
        mask = FUNCTIONS["broadcast_to"](mask.clone(), input.shape)
    return mask.bool()


def without(input: Tensor, mask: Tensor | None, neutral: float) -> Any:
    """The input with a neutral number wherever the mask hides it.

    ``neutral`` : ±infinity stands for the least or largest whole number among whole numbers.
    """
    if mask is None:
        return input
    if math.isinf(neutral) and input.dtype.category < FLOAT:
        limits = np.iinfo(input.dtype.numpy)
        neutral = int(limits.max if neutral > 0 else limits.min)
    return FUNCTIONS["where"](
        whole_mask(input, mask=mask), input, FUNCTIONS["tensor"](neutral, dtype=input.dtype)
    )


def shown_in(function: Any, input: Tensor, *args: Any, **options: Any) -> Any:
    """Where the result of a masked function has been made of anything that its mask lets through.

    ``args``, ``options`` : what the function is called with after its input.
    """
    mask, name = whole_mask(input, mask=options["mask"]), function.__name__
    if name in KEEP_SHAPE:
        return mask
    given = args[1:] if name == "norm" else args
    dim = given[0] if given else options.get("dim")
    for each in reversed(dimensions(dim, input.ndim)):
        mask = mask.any(dim=each, keepdim=bool(options.get("keepdim")))
    return mask
