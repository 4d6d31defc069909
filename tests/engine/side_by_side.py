"""Runs a few lines about layers on this engine and on PyTorch, and says in what they differ."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

import engine
from engine.foundation.warn import SAID
from tests.engine.parity import graph

TOLERANCE = 2e-5


@dataclass(frozen=True)
class Account:
    """What a program came to: named facts (texts, arrays), its warnings, its error."""

    facts: tuple[tuple[str, Any], ...] = ()
    warned: tuple[str, ...] = ()
    error: str = ""


def account(module: Any, program: str, depth: int) -> Account:
    """Run statements and tell all about the value of the last line.

    ``t(*shape)`` makes a random leaf; a layer called ``m`` is told of as a whole.
    """
    names = {"torch": module, "nn": module.nn, "F": module.nn.functional}
    names["t"] = lambda *shape: module.randn(*shape).requires_grad_()
    SAID.texts.clear()
    module.manual_seed(0)
    *statements, last = program.split("; ")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec("\n".join(statements), names)
            value = eval(last, names)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return Account(error=f"{type(error).__name__}: {error}")
        found = [*told(value, depth), *gradients(module, value, names)]
    # Each text once: told to warn always, PyTorch repeats what it would say a single time.
    texts = dict.fromkeys(str(each.message).partition(" (Triggered")[0] for each in caught)
    return Account(tuple(found), tuple(texts))


def tensors(value: Any) -> list[Any]:
    """The tensors in a nest of tuples and lists."""
    if isinstance(value, tuple | list):
        return [each for part in value for each in tensors(part)]
    return [value] if hasattr(value, "grad_fn") else []


def told(value: Any, depth: int) -> list[tuple[str, Any]]:
    """Dtype, shape, graph and elements of every tensor; of anything else its text."""
    if not tensors(value):
        return [("text", str(value))]
    return [
        (f"{each.dtype} {tuple(each.shape)} {graph(each.grad_fn, depth)}", elements(each))
        for each in tensors(value)
    ]


def gradients(module: Any, value: Any, names: dict[str, Any]) -> list[tuple[str, Any]]:
    """A layer's text and parameters, and every leaf's gradient of the weighted results."""
    layer = names.get("m")
    own = list(layer.named_parameters()) if isinstance(layer, module.nn.Module) else []
    facts = [("layer", repr(layer))] if own else []
    facts += [(name, elements(each)) for name, each in own]
    leaves = own + [(name, each) for name, each in names.items() if is_leaf(each)]
    roots = [each for each in tensors(value) if each.requires_grad]
    if not roots or not leaves:
        return facts
    weights = [module.tensor(pattern(each.shape), dtype=each.dtype) for each in roots]
    found = module.autograd.grad(roots, [each for _, each in leaves], weights, allow_unused=True)
    return facts + [
        (f"gradient of {name}", None if each is None else elements(each))
        for (name, _), each in zip(leaves, found, strict=True)
    ]


def is_leaf(value: Any) -> bool:
    """Is it a tensor that a gradient is asked of?"""
    return bool(hasattr(value, "grad_fn") and value.is_leaf and value.requires_grad)


def pattern(shape: Any) -> list[Any]:
    """A gradient to send in: different for neighbouring elements."""
    count = int(np.prod(tuple(shape)))
    found: list[Any] = (0.2 + np.arange(count) * 0.37 % 1.3).reshape(tuple(shape)).tolist()
    return found


def elements(tensor: Any) -> Any:
    """The elements of a tensor of either side."""
    return np.array(tensor.detach().tolist())


def same(one: Any, two: Any) -> bool:
    """Are two facts the same, up to rounding?"""
    if not isinstance(one, np.ndarray) or not isinstance(two, np.ndarray):
        return type(one) is type(two) and bool(one == two)
    return one.shape == two.shape and bool(
        np.allclose(one, two, TOLERANCE, TOLERANCE, equal_nan=True)
    )


def assert_same(program: str, depth: int = 8) -> None:
    """Fail where the engine's account of a program differs from PyTorch's."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    try:
        ours, theirs = (account(module, program, depth) for module in (engine, torch))
    finally:
        torch.set_warn_always(before)
    assert ours.error == theirs.error
    assert ours.warned == theirs.warned
    assert [name for name, _ in ours.facts] == [name for name, _ in theirs.facts]
    for (name, one), (_, two) in zip(ours.facts, theirs.facts, strict=True):
        assert same(one, two), f"{name}: {one} instead of {two}"
