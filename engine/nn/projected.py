"""Cross entropy fused with the linear layer before it, as at the end of a classifier."""

from __future__ import annotations

import math
from typing import Any

from engine.foundation.absent import LackingError
from engine.nn.affine import linear
from engine.ops.classes import cross_entropy
from engine.tensor import Tensor

__all__ = ["linear_cross_entropy"]
IN_PIECES = "linear_cross_entropy(options=…) exists in PyTorch but not here"


def linear_cross_entropy(
    input: Tensor, linear_weight: Tensor, target: Tensor, *, linear_bias: Tensor | None = None,
    weight: Tensor | None = None, reduction: str = "mean", ignore_index: int | None = None,
    label_smoothing: float = 0.0, options: Any = None,
) -> Any:  # fmt: skip
    """The cross entropy of ``linear(input, linear_weight, linear_bias)``.

    input : (features,) or (batch, features); linear_weight : (classes, …, features).

    Raises:
        RuntimeError: shapes do not fit. NotImplementedError: ``options`` to compute in pieces.
    """
    _check(input, linear_weight, linear_bias)
    features = linear_weight.shape[-1]
    shape = (*input.shape[:-1], *linear_weight.shape[:-1])
    if tuple(target.shape) == shape and ignore_index is not None:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    if options is not None:
        raise LackingError(IN_PIECES)
    if linear_weight.dim() > 2:
        count = math.prod(linear_weight.shape[:-1])
        linear_weight = linear_weight.reshape(count, features)
        linear_bias = None if linear_bias is None else linear_bias.reshape(count)
    scores = linear(input, linear_weight, linear_bias).reshape(shape)
    return cross_entropy(
        scores, target, weight=weight, reduction=reduction, label_smoothing=label_smoothing,
        ignore_index=-100 if ignore_index is None else ignore_index,
    )  # fmt: skip


def _check(input: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    if input.dim() not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.dim()}")
    if weight.dim() < 2:
        raise RuntimeError(
            f"expected linear_weight with dimensionality at least 2, got {weight.dim()}"
        )
    features = input.shape[-1]
    if features != weight.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), got "
            f"{features} and {weight.shape[-1]}, respectively"
        )
    if bias is not None and bias.shape != weight.shape[:-1]:
        raise RuntimeError(
            f"expected linear_bias shape {tuple(weight.shape[:-1])}, got {tuple(bias.shape)}"
        )
    if weight.dim() > 2 and input.dim() == 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(weight.shape)} requires "
            f"batched input, (N, {features}), got unbatched input with shape {tuple(input.shape)}"
        )
