"""What is written between brackets at once ends as what is written the long way, as in PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
import torch

import engine

ALL = slice(None)
PLACES: dict[str, Any] = {
    "0": 0, "-1": -1, "7": 7, "0, 1": (0, 1), ":, 0": (ALL, 0), "1:": slice(1, None), ":": ALL,
    "::2": slice(None, None, 2), "::-1": slice(None, None, -1), "0, 1:3": (0, slice(1, 3)),
    "0, 0, 0": (0, 0, 0), "2:0": slice(2, 0),
}  # fmt: skip
POINTING: dict[str, Callable[[Any, Any], Any]] = {
    "numbers": lambda module, x: module.tensor([1, 0, 1]),
    "a mask": lambda module, x: x > 2,
    "a mask of another shape": lambda module, x: module.tensor([True, False, True]),
}
VALUES: dict[str, Callable[[Any, Any], Any]] = {
    "1.5": lambda module, x: 1.5,
    "7": lambda module, x: 7,
    "infinity": lambda module, x: float("inf"),
    "too large": lambda module, x: 1e39,
    "a whole number too large": lambda module, x: 2**40,
    "true": lambda module, x: True,
    "a scalar": lambda module, x: module.tensor(9.0),
    "a row": lambda module, x: module.tensor([1.0, 2.0, 3.0]),
    "a matrix of one": lambda module, x: module.tensor([[4.0]]),
    "too many": lambda module, x: module.arange(7.0),
    "whole numbers": lambda module, x: module.tensor(3),
}
KINDS = "float32", "float64", "int64", "bool"


def after(module: Any, kind: str, place: str, value: str) -> Any:
    """The tensor's elements and version, or the error."""
    x = module.arange(6).reshape(2, 3).to(getattr(module, kind))
    index = POINTING[place](module, x) if place in POINTING else PLACES[place]
    try:
        x[index] = VALUES[value](module, x)
    except Exception as error:  # noqa: BLE001  (whichever it is, it is compared)
        return type(error).__name__, str(error).splitlines()[0]
    return x.tolist(), x._version


@pytest.mark.parametrize("place", [*PLACES, *POINTING])
def test_what_is_written_is_what_pytorch_writes(place: str) -> None:
    for kind, value in product(KINDS, VALUES):
        found, expected = after(engine, kind, place, value), after(torch, kind, place, value)
        if place in POINTING and isinstance(expected[0], str):
            assert found[0] == expected[0], (kind, value)  # of two errors another may be told
        else:
            assert found == expected, (kind, value)


@pytest.mark.parametrize("module", [engine, torch], ids=["engine", "torch"])
def test_a_view_of_what_was_written_to_sees_it_and_history_is_kept(module: Any) -> None:
    x = module.zeros(3)
    view, w = x[1:], module.ones(3, requires_grad=True)
    x[1] = 5.0
    assert view.tolist() == [5, 0]
    x[2] = w[0]
    assert x.requires_grad
    assert "CopySlices" in type(x.grad_fn).__name__


@pytest.mark.parametrize("module", [engine, torch], ids=["engine", "torch"])
def test_a_leaf_that_requires_grad_is_not_written_to(module: Any) -> None:
    x = module.zeros(3, requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        x[0] = 1.0
    saved = module.ones(3)
    product = (x * saved).sum()
    saved[0] = 2.0
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        product.backward()
