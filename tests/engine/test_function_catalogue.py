"""PyTorch's own catalogue of custom functions, each class compiled with the engine as ``torch``.

They save inputs, outputs, intermediate results and plain numbers, write in place, are twice
differentiable or once, and have rules for tangents and batches, written or to be derived.
"""

from __future__ import annotations

import ast
import inspect
import types
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from torch.testing._internal import autograd_function_db as theirs

import engine
from tests.engine.opinfo import _cotangent, converted, tensors
from tests.engine.opinfo_values import first_difference
from tests.engine.random_programs import whole_graph

ENTRIES = {
    each.name.removesuffix("AutogradFunction"): each for each in theirs.autograd_function_db
}


@cache
def classes() -> dict[str, Any]:
    """The catalogue's classes with the engine in place of PyTorch."""
    tree = ast.parse(inspect.getsource(theirs))
    samples = ("sample_inputs", "autograd_function_db")
    tree.body = [
        each
        for each in tree.body
        if isinstance(each, ast.ClassDef)
        or (isinstance(each, ast.FunctionDef) and not each.name.startswith(samples))
    ]
    found = {"torch": engine, "np": np, "__name__": "functions"}
    exec(compile(tree, "autograd_function_db", "exec"), found)
    return found


def here(function: Any) -> Any:
    """What an entry calls, of the engine's classes."""
    if isinstance(function, types.FunctionType):
        return types.FunctionType(function.__code__, classes())
    return getattr(classes()[function.__self__.__name__], function.__name__)


def called(side: Any, way: Callable[..., Any], function: Any, arguments: Any) -> Any:
    """What comes of a function in one of several ways, or the words of its error."""
    positional, named = arguments
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return way(side, lambda *inputs: function(*inputs, **named), positional)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return f"{type(error).__name__}: {error}"


def plain(side: Any, function: Any, inputs: Any) -> Any:
    """Its results, and the nodes behind them."""
    found = function(*inputs)
    graphs = [str(whole_graph(each.grad_fn)) for each in tensors(found)]
    return [found, *graphs]


def _slopes(side: Any, results: Any, inputs: Any, further: bool) -> list[Any]:
    roots = [each for each in tensors(results) if each is not None and each.requires_grad]
    leaves = [each for each in tensors(inputs) if each.requires_grad]
    sent = [_cotangent(torch.empty(tuple(each.shape), dtype=torch.float64)) for each in roots]
    return list(
        side.autograd.grad(
            roots, leaves, sent if side is torch else converted(sent), allow_unused=True,
            create_graph=further,
        )
    )  # fmt: skip


def gradients(side: Any, function: Any, inputs: Any) -> Any:
    """The gradients of all its inputs."""
    return _slopes(side, function(*inputs), inputs, further=False)


def second_gradients(side: Any, function: Any, inputs: Any) -> Any:
    """The gradients of its gradients, and the nodes behind the first ones."""
    found = _slopes(side, function(*inputs), inputs, further=True)
    kept = [each for each in found if each is not None]
    graphs = [str(whole_graph(each.grad_fn)) for each in kept]
    return [*_slopes(side, kept, inputs, further=False), *graphs]


def _tangents(side: Any, inputs: Any) -> Any:
    return tuple(side.cos(each.detach()) for each in inputs)


def forward_mode(side: Any, function: Any, inputs: Any) -> Any:
    """Its results with their tangents."""
    moved = [n for n, each in enumerate(inputs) if getattr(each, "requires_grad", False)]

    def of_moved(*given: Any) -> Any:
        whole = list(inputs)
        for place, each in zip(moved, given, strict=True):
            whole[place] = each
        found = function(*whole)
        return tuple(tensors(found))

    start = tuple(inputs[n].detach() for n in moved)
    return side.func.jvp(of_moved, start, _tangents(side, start))


def batches(side: Any, function: Any, inputs: Any) -> Any:
    """Its results for three inputs at once."""
    many = [
        side.stack([each.detach(), each.detach() * 2, each.detach() * 3])
        if hasattr(each, "grad_fn") and each.is_floating_point()
        else each
        for each in inputs
    ]
    places = tuple(0 if one is not two else None for one, two in zip(many, inputs, strict=True))
    return side.func.vmap(lambda *given: tuple(tensors(function(*given))), places)(*many)


def batches_of_gradients(side: Any, function: Any, inputs: Any) -> Any:
    """The gradients for three inputs at once."""

    def total(first: Any, *rest: Any) -> Any:
        return sum(each.sum() for each in tensors(function(first, *rest)) if each.requires_grad
                   or each.is_floating_point())  # fmt: skip

    first, *rest = [each.detach() if hasattr(each, "grad_fn") else each for each in inputs]
    many = side.stack([first, first * 2, first * 3])
    return side.func.vmap(side.func.grad(total), (0, *(None for _ in rest)))(many, *rest)


WAYS = (plain, gradients, second_gradients, forward_mode, batches, batches_of_gradients)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", ENTRIES)
def test_a_custom_function_does_what_pytorchs_does(name: str, way: Any) -> None:
    entry = ENTRIES[name]
    torch.manual_seed(0)
    for sample in entry.sample_inputs("cpu", torch.float64, requires_grad=True):
        arguments = (sample.input, *sample.args), sample.kwargs
        own = converted(arguments)
        expected = called(torch, way, entry.op, arguments)
        found = called(engine, way, here(entry.op), own)
        if isinstance(expected, str):
            assert found == expected
        else:
            assert not isinstance(found, str), found
            assert first_difference(found, expected) == ""
