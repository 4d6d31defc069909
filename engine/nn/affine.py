"""The affine map behind the layers: a product with a matrix, and a bias."""

from __future__ import annotations

from typing import Any

from engine.declare import FUNCTIONS
from engine.tensor import Tensor


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Any:
    """``input @ weight.T + bias``, as one node if there is a bias and the input lies in rows."""
    turned = weight.t()
    if bias is None:
        return input.matmul(turned)
    if input.ndim == 2:
        return FUNCTIONS["addmm"](bias, input, turned)
    if not input.is_contiguous():
        return input.matmul(turned) + bias
    flat = input.reshape(-1, input.shape[-1]) if input.ndim > 1 else input.view(1, -1)
    product = FUNCTIONS["addmm"](bias, flat, turned)
    return product.view(*input.shape[:-1], weight.shape[0])
