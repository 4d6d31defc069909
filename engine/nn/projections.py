"""The projections of attention's queries, keys and values, in one product where possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.nn.affine import linear
from engine.tensor import Tensor

Three = tuple[Any, Any, Any]


def in_projection_packed(
    query: Tensor, key: Tensor, value: Tensor, weight: Tensor, bias: Tensor | None
) -> Three:
    """The projections by one weight, (3 · features, features), of what is the same only once."""
    size = query.size(-1)
    if key is not value:
        weights = weight.chunk(3)
        biases = (None,) * 3 if bias is None else bias.chunk(3)
        return in_projection((query, key, value), weights, biases)
    if query is key:
        both = _apart(linear(query, weight, bias), 3, size)
        return both[0], both[1], both[2]
    own, rest = weight.split([size, size * 2])
    own_bias, rest_bias = (None, None) if bias is None else bias.split([size, size * 2])
    first = linear(query, own, own_bias)
    both = _apart(linear(key, rest, rest_bias), 2, size)
    return first, both[0], both[1]


def _apart(projected: Any, count: int, size: int) -> Any:
    """Several projections that lie beside each other, one after the other."""
    split = projected.unflatten(-1, (count, size)).unsqueeze(0)
    return split.transpose(0, -2).squeeze(-2).contiguous()


def in_projection(
    inputs: Sequence[Tensor], weights: Sequence[Tensor], biases: Sequence[Tensor | None]
) -> Three:
    """The projections by a weight each."""
    query, key, value = (linear(*each) for each in zip(inputs, weights, biases, strict=True))
    return query, key, value
