"""Which of PyTorch's implementations of scaled dot-product attention a program allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum
from typing import Any


class SDPBackend(IntEnum):
    """An implementation of attention; on the CPU PyTorch has two: in one node, and in steps."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    def __repr__(self) -> str:
        return f"<SDPBackend.{self.name}: {self.value}>"


ALLOWED: ContextVar[frozenset[SDPBackend] | None] = ContextVar("allowed", default=None)


@contextmanager
def sdpa_kernel(backends: Any, set_priority: bool = False) -> Iterator[dict[str, bool] | None]:
    """In a block, attention is computed by the given implementations only.

    Raises:
        AssertionError: ``backends`` is neither a way nor a list of them.
    """
    if not isinstance(backends, list | SDPBackend):
        raise AssertionError(
            "Backend must be an instance of SDPBackend or a list of SDPBackend instances"
        )
    given = [backends] if isinstance(backends, SDPBackend) else backends
    before = ALLOWED.set(frozenset(given))
    try:
        yield {}
    finally:
        ALLOWED.reset(before)


def may_be_one_node(fits: bool) -> bool:
    """Whether attention is computed in one node; ``fits`` : its operands allow it.

    Raises:
        RuntimeError: no way that is allowed can be gone.
    """
    allowed = ALLOWED.get()
    if allowed is None:
        return fits
    if fits and SDPBackend.FLASH_ATTENTION in allowed:
        return True
    if SDPBackend.MATH not in allowed:
        raise RuntimeError("No viable backend for scaled_dot_product_attention was found.")
    return False
