"""What ``use_deterministic_algorithms`` asks for: refusals, and no chance in unfilled memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.foundation.warn import warn

REFUSED = (
    "{name} does not have a deterministic implementation, but you set "
    "'torch.use_deterministic_algorithms(True)'. You can turn off determinism just for this "
    "operation, or you can use the 'warn_only=True' option, if that's acceptable for your "
    "application. You can also file an issue at https://github.com/pytorch/pytorch/issues to help "
    "us prioritize adding deterministic support for this operation."
)
WARNED = (
    "{name} does not have a deterministic implementation, but you set "
    "'torch.use_deterministic_algorithms(True, warn_only=True)'. You can file an issue at "
    "https://github.com/pytorch/pytorch/issues to help us prioritize adding deterministic support "
    "for this operation."
)


class Determinism:
    """What a program has set; everything here is computed the same way in every run anyhow."""

    def __init__(self) -> None:
        self.enabled = self.only_warns = False
        self.fill_uninitialized_memory = True


DETERMINISM = Determinism()


def alert(name: str) -> None:
    """Refuse a kernel that PyTorch has no deterministic form of, or warn of it.

    Raises:
        RuntimeError: the program wants deterministic kernels only.
    """
    if DETERMINISM.enabled:
        if not DETERMINISM.only_warns:
            raise RuntimeError(REFUSED.format(name=name))
        warn(WARNED.format(name=name))


def unfilled(shape: Sequence[int], dtype: Any) -> np.ndarray[Any, Any]:
    """Memory as ``empty`` gives it: zeros, or what PyTorch fills it with to be deterministic.

    dtype : numpy's. Filled are NaN, the largest whole number, or True.
    """
    if not (DETERMINISM.enabled and DETERMINISM.fill_uninitialized_memory):
        return np.zeros(shape, dtype)
    kind = np.dtype(dtype).kind
    return np.full(shape, np.iinfo(dtype).max if kind in "iu" else kind == "b" or np.nan, dtype)
