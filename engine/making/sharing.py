"""``torch.asarray``: anything as a tensor, on its own memory where that can be."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.creation import as_tensor, made
from engine.device import usable
from engine.dtypes import BY_NUMPY
from engine.dtypes import dtype as DType
from engine.foundation.warn import warn
from engine.numbers.literals import read, wanted_dtype
from engine.tensor import Tensor, set_requires_grad

UNSPECIFIED = (
    "torch.asarray: unspecified requires_grad now defaults to obj.requires_grad instead of False. "
    "Pass requires_grad=False explicitly to get the old behavior and silence this warning."
)


@composite(method=False)
def asarray(
    obj: Any, *, dtype: DType | None = None, device: Any = None, copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:  # fmt: skip
    """``obj`` as a tensor, sharing its memory unless ``copy``.

    ``requires_grad`` : None leaves a tensor as it is; False lets go of its history, and of a
    leaf's own wish for a gradient.
    """
    usable(device)
    own = wanted_dtype(dtype, "asarray")
    if copy is False:
        _check_shared(obj, own)
    if not isinstance(obj, Tensor):
        if copy or not isinstance(obj, np.ndarray):
            return made(read(obj, own), "torch.asarray", bool(requires_grad))
        found: Tensor = as_tensor(obj, own)
    else:
        if requires_grad is None and obj.requires_grad:
            warn(UNSPECIFIED, once=True)
        requires_grad = obj.requires_grad if requires_grad is None else requires_grad
        found = obj if own is None or own is obj.dtype else obj.to(own)
        found = found.clone() if copy and found is obj else found
    if found.is_leaf:
        set_requires_grad(found, bool(requires_grad))
        return found
    return found if requires_grad else found.detach()


def _check_shared(obj: Any, own: DType | None) -> None:
    if not isinstance(obj, Tensor | np.ndarray):
        raise ValueError("can't alias arbitrary sequence into a tensor.")
    kind = obj.dtype if isinstance(obj, Tensor) else BY_NUMPY[obj.dtype]
    if own is not None and own is not kind:
        raise ValueError(
            f"can't alias tensor with dtype '{kind.kind_name}' into dtype '{own.kind_name}'."
        )
