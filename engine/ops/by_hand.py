"""Python functions called for every element: ``apply_``, ``map_`` and their like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.calls.inplace import overwrite
from engine.numbers.half import converted
from engine.tensor import Tensor

OF_GRAPH = "Can't call {name}() on Variable that requires grad. Use var.detach().{name}() instead."


@composite(samples=(
    "x.detach().apply_(lambda v: v * v + 1)", "(x * 1).apply_(abs)", "i.apply_(lambda v: -v)",
))  # fmt: skip
def apply_(self: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Every element replaced by what the function makes of it."""
    return _mapped("apply_", callable, self)


@composite(samples=("x.detach().map_(y.detach(), max)", "x.detach().map_(y, max)"))
def map_(self: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Every element replaced by what the function makes of it and its counterpart."""
    return _mapped("map_", callable, self, tensor)


@composite(samples=("x.detach().map2_(y.detach(), p.detach(), lambda a, b, c: a + b * c)",))
def map2_(self: Tensor, x: Tensor, y: Tensor, callable: Callable[[Any, Any, Any], Any]) -> Tensor:
    """Every element replaced by what the function makes of it and its two counterparts."""
    return _mapped("map2_", callable, self, x, y)


def _mapped(name: str, function: Callable[..., Any], *tensors: Tensor) -> Tensor:
    if any(each.requires_grad for each in tensors):
        raise RuntimeError(OF_GRAPH.format(name=name))
    target, shape = tensors[0], tensors[0]._data.shape
    rows = [np.broadcast_to(each._data, shape).reshape(-1).tolist() for each in tensors]
    found = np.array([function(*each) for each in zip(*rows, strict=True)]).reshape(shape)
    overwrite(target, converted(found, target._data.dtype))
    return target
