"""What losses over classes ask of their labels, in PyTorch's words and order.

Source: ``multi_margin_loss_shape_check`` and its kin in ATen/native/LossMultiMargin.cpp.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtypes import int64
from engine.numbers.alike import SCALARS
from engine.tensor import Tensor


def check_scores(input: Tensor) -> None:
    """Raise RuntimeError unless these are the scores of classes, of one example or a batch."""
    if input.ndim > 2 or (input.ndim and not input.shape[-1]):
        raise RuntimeError(
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
            f"{list(input.shape)}"
        )


def label_of_each(input: Tensor, target: Tensor, weight: Tensor | None) -> Any:
    """The one label of each example, as an array.

    Raises:
        RuntimeError: they, or the classes' weights, do not go with the scores.
    """
    check_scores(input)
    wanted = (input.shape[0] if input.ndim > 1 else 1,)
    labels = np.asarray(target._data)
    if labels.shape != wanted and (input.ndim > 1 or labels.size != 1):
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of "
            f"input samples (batch size). Expected target size {list(wanted)}, but got "
            f"{list(target.shape)}. Input has shape {list(input.shape)}."
        )
    classes = input.shape[-1] if input.ndim else 1
    if weight is not None and weight.numel() != classes:
        raise RuntimeError(
            f"inconsistent weight size, expected {classes} but got {list(weight.shape)}"
        )
    _check_kind(target)
    if weight is not None and weight.dtype is not input.dtype:
        raise RuntimeError(SCALARS.format(input.dtype.kind_name, weight.dtype.kind_name))
    if ((labels < 0) | (labels >= classes)).any():
        raise RuntimeError("target out of range")
    return labels.reshape(wanted)


def labels_of_each(input: Tensor, target: Tensor) -> Any:
    """The labels of each example, padded with −1, in an array of the scores' shape.

    Raises:
        RuntimeError: they do not go with the scores.
    """
    check_scores(input)
    wanted = tuple(input.shape) if input.ndim > 1 else (1, input.numel())
    labels = np.asarray(target._data)
    if labels.shape != wanted and (input.ndim > 1 or labels.size != math.prod(wanted)):
        raise RuntimeError(
            f"inconsistent target size: {list(target.shape)} for input of size: "
            f"{list(input.shape)}"
        )
    _check_kind(target)
    if ((labels < -1) | (labels >= wanted[1])).any():
        raise RuntimeError("argument #2 'target' is out of range")
    return labels.reshape(wanted)


def _check_kind(target: Tensor) -> None:
    if target.dtype is not int64:
        raise RuntimeError(SCALARS.format("Long", target.dtype.kind_name))
