"""Layer norm on plain arrays: each row is brought to mean 0 and variance 1.

What ``engine.ops.normalization`` writes down for any dimensions, in half the passes: sums along
rows are products with ones, and what is only needed here is overwritten. Few numbers in single
precision are added up and multiplied in PyTorch's order (``row_norms_in_order``). Everywhere
``rows`` is (rows, features), ``mean`` and ``scale``, one over the deviation, are (rows, 1).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32, F64
from engine.graph.conform import ones
from engine.ops import row_norms_in_order as in_order

Array = Any


def fits(value: Any) -> bool:
    """Is it an array of an everyday dtype that holds anything?"""
    return type(value) is np.ndarray and value.dtype in (F32, F64) and value.size > 0


def normalised(
    rows: Array, weight: Array | None, bias: Array | None, eps: float
) -> tuple[Array, Array, Array]:
    """The rows normalised, scaled and shifted, their means, and one over their deviations."""
    if in_order.fits(rows):
        return in_order.normalised(rows, weight, bias, eps)
    found, mean, scale = _measured(rows, eps)
    if weight is not None:
        found *= weight
    if bias is not None:
        found += bias
    return found, mean, scale


def _measured(rows: Array, eps: float) -> tuple[Array, Array, Array]:
    mean = _mean(rows)
    centred = rows - mean
    scale = _column(np.vecdot(centred, centred)) / rows.shape[1]
    scale += eps
    np.sqrt(scale, scale)
    np.reciprocal(scale, scale)
    centred *= scale
    return centred, mean, scale


def to_input(grad: Array, rows: Array, weight: Array | None, mean: Array, scale: Array) -> Array:
    """The gradient of the rows; ``weight`` : (features), None for ones."""
    if in_order.fits(rows):
        return in_order.to_input(grad, rows, weight, mean, scale)
    scaled = grad if weight is None else grad * weight
    centred = rows - mean
    share = _column(np.vecdot(scaled, centred)) * (scale * scale) / rows.shape[1]
    centred *= share
    found = scaled - _mean(scaled)
    found -= centred
    found *= scale
    return found


def to_weight(grad: Array, rows: Array, mean: Array, scale: Array) -> Array:
    """The gradient of the weight: the output's, met with the normalised rows."""
    if in_order.fits(rows) and len(rows) <= in_order.MANY:
        return in_order.to_weight(grad, rows, mean, scale)
    normal = rows - mean
    normal *= scale
    return np.einsum("ij,ij->j", grad, normal)


def to_bias(grad: Array) -> Array:
    """The gradient of the bias: the output's, summed over all rows."""
    if in_order.fits(grad):
        return in_order.to_bias(grad)
    return ones(len(grad), grad.dtype).dot(grad)


def _mean(rows: Array) -> Array:
    return _column(rows.dot(ones(rows.shape[1], rows.dtype))) / rows.shape[1]


def _column(values: Array) -> Array:
    return values[:, None]
