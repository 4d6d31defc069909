"""Checks that class scores, their targets and the weights of the classes fit together."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import I64
from engine.modes import MODES
from engine.tensor import Tensor

MULTIPLE = "0D or 1D target tensor expected, multi-target not supported"
SEVERAL = "For 1D input, 1D target must have size 1, but got target size: {}"
BATCHES = "Expected input batch_size ({}) to match target batch_size ({})."
NOT_SPATIAL = (
    "only batches of spatial targets supported (3D tensors) but got targets of dimension: {}"
)
WEIGHTS = (
    "weight tensor should be defined either for all {} classes or no classes but got weight "
    "tensor of shape: {}"
)


def check_targets(scores: Tensor, target: Tensor, weight: Tensor | None) -> None:
    """Raise PyTorch's error, in its order, where class numbers do not fit the scores.

    Raises:
        RuntimeError: shapes or dtypes differ from what the scores ask for.
        ValueError: so does the number of targets.
    """
    shape, given = scores._data.shape, target._data.shape
    if not shape:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if len(shape) > 1 and shape[:1] != given[:1]:
        raise ValueError(BATCHES.format(shape[0], given[0] if given else 0))
    if len(shape) <= 2:
        _check_rows(shape, target, weight)
    elif len(shape) == 4:
        _check_pictures(shape, target, weight)
    elif given[1:] != shape[2:]:
        wanted = [shape[0], *shape[2:]]
        raise RuntimeError(f"Expected target size {wanted}, got {list(given)}")
    else:
        _check_dtype(target)
        _check_weight(shape[1], weight)


def _check_rows(shape: tuple[int, ...], target: Tensor, weight: Tensor | None) -> None:
    if target._data.ndim > 1:
        raise RuntimeError(MULTIPLE)
    _check_dtype(target)
    if len(shape) == 1 and target._data.size != 1:
        raise ValueError(SEVERAL.format(target._data.size))
    check_weights(shape[-1], weight)


def _check_pictures(shape: tuple[int, ...], target: Tensor, weight: Tensor | None) -> None:
    given = target._data.shape
    if len(given) != 3:
        raise RuntimeError(NOT_SPATIAL.format(len(given)))
    _check_dtype(target)
    _check_weight(shape[1], weight)
    if given[1:] != shape[2:]:
        sizes = f"input: {list(shape)} , target: {list(given)}"
        raise RuntimeError(f"size mismatch (got {sizes}")


def check_weights(classes: int, weight: Tensor | None, where: str = "") -> None:
    """Raise PyTorch's error where there is not one weight for each class."""
    if weight is not None and weight._data.shape != (classes,):
        raise RuntimeError(where + WEIGHTS.format(classes, list(weight._data.shape)))


def _check_weight(classes: int, weight: Tensor | None) -> None:
    if weight is not None and weight._data.size != classes:
        raise RuntimeError("weight tensor should be defined either for all or no classes")


def _check_dtype(target: Tensor) -> None:
    if target._data.dtype != I64 and target._data.dtype != np.uint8:
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.kind_name}"
        )


def refuse_slopes(function: str, **arguments: Any) -> None:
    """Raise RuntimeError where an argument requires grad for which PyTorch computes none."""
    for name, each in arguments.items():
        if isinstance(each, Tensor) and each.requires_grad and MODES.grad:
            raise RuntimeError(
                f"The function '{function}' is not differentiable with respect to argument "
                f"'{name}'. This input cannot have requires_grad True."
            )
