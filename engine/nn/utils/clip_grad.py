"""Keeping gradients small."""

from __future__ import annotations

from collections.abc import Iterable
from types import GeneratorType
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.foundation.warn import warn
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor

NONE_TO_CLIP = (
    "Expected !nested_tensorlist[0].empty() to be true, but got false.  (Could this error message "
    "be improved?  If so, please report an enhancement request to PyTorch.)"
)


def _gradients(parameters: Any) -> list[Any]:
    given: Iterable[Any] = [parameters] if isinstance(parameters, Tensor) else parameters
    return [found for each in given if (found := each.grad) is not None]


def get_total_norm(
    tensors: Any, norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Any:  # fmt: skip
    """The common norm of several tensors.

    Raises:
        RuntimeError: it is not finite, and ``error_if_nonfinite``.
    """
    listed = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    if not listed:
        return FUNCTIONS["tensor"](0.0)
    kind = float(norm_type)
    whole = FUNCTIONS["stack"]([each.norm(kind) for each in listed]).norm(kind)
    if error_if_nonfinite and not bool(whole.isfinite()):
        raise RuntimeError(
            f"The total norm of order {kind} for gradients from `parameters` is non-finite, so it "
            "cannot be clipped. To disable this error and scale the gradients by the non-finite "
            "norm anyway, set `error_if_nonfinite=False`"
        )
    return whole


def clip_grads_with_norm_(
    parameters: Any, max_norm: float, total_norm: Any, foreach: bool | None = None
) -> None:
    """Scale all gradients as if their common norm were ``total_norm``."""
    with no_grad.quietly():
        factor = (max_norm / (total_norm + 1e-6)).clamp(max=1.0)
        for each in _gradients(parameters):
            each.mul_(factor)


def clip_grad_norm_(
    parameters: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Any:  # fmt: skip
    """Scale all gradients so that their common norm is at most ``max_norm``; gives the norm."""
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    if not given and isinstance(parameters, GeneratorType):
        warn("`parameters` is an empty generator, no gradient clipping will occur.")
    with no_grad.quietly():
        whole = get_total_norm(_gradients(given), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(given, float(max_norm), whole)
    return whole


def clip_grad_norm(
    parameters: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Any:  # fmt: skip
    """The name that ``clip_grad_norm_`` had before."""
    warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of "
        "`torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def clip_grad_value_(parameters: Any, clip_value: float, foreach: bool | None = None) -> None:
    """Keep every element of every gradient within ±``clip_value``.

    Raises:
        RuntimeError: there is none.
    """
    limit = float(clip_value)
    gradients = _gradients(parameters)
    if not gradients:
        raise RuntimeError(NONE_TO_CLIP)
    with no_grad.quietly():
        for each in gradients:
            each.clamp_(-limit, limit)
