"""Parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.tensor import Tensor


def parameters_to_vector(parameters: Iterable[Any]) -> Any:
    """All elements of all parameters in a row."""
    return FUNCTIONS["cat"]([each.view(-1) for each in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Any]) -> None:
    """Cut a vector into the parameters' data."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start = 0
    for each in parameters:
        stop = start + each.numel()
        each.data = vec[start:stop].view_as(each).data
        start = stop
