"""Keeping gradients small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.declare import FUNCTIONS
from engine.grad_modes import no_grad
from engine.tensor import Tensor


def _gradients(parameters: Any) -> list[Any]:
    given: Iterable[Any] = [parameters] if isinstance(parameters, Tensor) else parameters
    return [each._grad for each in given if each._grad is not None]


def clip_grad_norm_(
    parameters: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Any:  # fmt: skip
    """Scale all gradients so that their common norm is at most ``max_norm``; gives the norm."""
    grads, stack = _gradients(parameters), FUNCTIONS["stack"]
    if not grads:
        return FUNCTIONS["tensor"](0.0)
    with no_grad.quietly():
        norms = [each.norm(float(norm_type)) for each in grads]
        whole = stack(norms).norm(float(norm_type))
        if error_if_nonfinite and not bool(whole.isfinite()):
            raise RuntimeError(
                f"The total norm of order {norm_type} for gradients from `parameters` is "
                "non-finite, so it cannot be clipped. To disable this error and scale the "
                "gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
            )
        factor = (max_norm / (whole + 1e-6)).clamp(max=1.0)
        for each in grads:
            each.mul_(factor)
    return whole


clip_grad_norm = clip_grad_norm_


def clip_grad_value_(parameters: Any, clip_value: float, foreach: bool | None = None) -> None:
    """Keep every element of every gradient within ±``clip_value``."""
    with no_grad.quietly():
        for each in _gradients(parameters):
            each.clamp_(-float(clip_value), float(clip_value))
