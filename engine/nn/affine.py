"""The affine map behind the layers: a product with a matrix, and a bias."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS, composite
from engine.numbers.alike import require_alike
from engine.ops.shape import t as transposed
from engine.ops.shape import view_size
from engine.ops.trilinear import trilinear
from engine.tensor import Tensor


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Any:
    """``input @ weight.T + bias``, as one node if there is a bias and the input lies in rows."""
    shape = input._data.shape
    if not (shape and weight._data.ndim):
        raise RuntimeError(
            "both arguments to linear need to be at least 1D, but they are "
            f"{input.ndim}D and {weight.ndim}D"
        )
    if bias is None:
        return input.matmul(transposed(weight))
    if len(shape) == 2:
        return FUNCTIONS["addmm"](bias, input, transposed(weight))
    if not input._data.flags.c_contiguous:
        return input.matmul(transposed(weight)) + bias
    # The views that ``reshape`` would make, of which nothing is to be found out.
    flat = view_size(input, (math.prod(shape[:-1]), shape[-1]))
    product = FUNCTIONS["addmm"](bias, flat, transposed(weight))
    return view_size(product, (*shape[:-1], weight._data.shape[0]))


@composite(method=False)
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Any = None) -> Any:
    """``input1 @ weight[k] @ input2`` for every k, and a bias.

    Raises:
        RuntimeError: the sizes do not fit.
    """
    for place, (one, two) in enumerate(zip(input1.shape[:-1], input2.shape[:-1], strict=False)):
        if one != two:
            raise RuntimeError(
                f"bilinear(): input batch dimensions do not match at dim {place}: got {one} and "
                f"{two}"
            )
    for number, each in ((1, input1), (2, input2)):
        if each.shape[-1] != weight.shape[number]:
            raise RuntimeError(
                f"bilinear(): input{number} size does not match weight size: got "
                f"{each.shape[-1]} but expected {weight.shape[number]}"
            )
    require_alike(
        "All tensors must have the same dtype, got input1: {c[0]}, input2: {c[1]}, weight: {c[2]}",
        input1, input2, weight,
    )  # fmt: skip
    rows = [each.reshape(-1, each.shape[-1]) if each.ndim != 2 else each.view(each.shape)
            for each in (input1, input2)]  # fmt: skip
    product = trilinear(rows[0], weight, rows[1]).view(*input1.shape[:-1], weight.shape[0])
    return product if bias is None else product + bias
