"""``torch.library``: operators of a program's own, with gradients of its own.

``schemas`` reads a function's annotations, ``reading`` a schema's text, ``calling`` holds calls to
it; ``custom_op`` is the operator, ``autograd`` the node behind it, ``namespaces`` finds it in
``torch.ops``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.foundation.absent import module_getattr
from engine.library.custom_op import CustomOpDef, custom_op
from engine.library.namespaces import OpOverload, found
from engine.library.schemas import infer_schema

Op = str | OpOverload | CustomOpDef


def register_kernel(
    op: Op, device_types: str | Sequence[str] | None, func: Callable[..., Any] | None = None, /
) -> Any:
    """Let a function compute an operator on some kinds of devices; a decorator without one."""
    return found(op).register_kernel(device_types, *([] if func is None else [func]))


def register_fake(op: Op, func: Callable[..., Any] | None = None, /) -> Any:
    """What a compiler would trace an operator with; a decorator without a function."""
    return found(op).register_fake if func is None else found(op).register_fake(func)


def register_autograd(
    op: Op, backward: Callable[..., Any], /, *, setup_context: Callable[..., Any] | None = None
) -> None:
    """Say what an operator's gradients are."""
    found(op).register_autograd(backward, setup_context=setup_context)


def register_vmap(op: Op, func: Callable[..., Any] | None = None, /) -> Any:
    """Say what an operator does for a batch as a whole; a decorator without a function."""
    return found(op).register_vmap(func)


__all__ = [
    "custom_op", "infer_schema", "register_autograd", "register_fake", "register_kernel",
    "register_vmap",
]  # fmt: skip

__getattr__ = module_getattr("torch.library")
