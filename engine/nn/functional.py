"""The functions behind the layers and losses."""

from __future__ import annotations

from typing import Any

from engine.declare import FUNCTIONS
from engine.tensor import Tensor

EXPORTED = (
    "binary_cross_entropy_with_logits", "cross_entropy", "leaky_relu", "log_softmax", "mse_loss",
    "nll_loss", "relu", "sigmoid", "silu", "softmax", "softplus", "tanh",
)  # fmt: skip


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Any:
    """``input @ weight.T + bias``, as one node where ``input`` is a matrix."""
    if bias is None:
        return input.matmul(weight.t())
    if input.ndim == 2:
        return FUNCTIONS["addmm"](bias, input, weight.t())
    return input.matmul(weight.t()) + bias


globals().update({name: FUNCTIONS[name] for name in EXPORTED})
