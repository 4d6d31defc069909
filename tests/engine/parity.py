"""Runs the same source text on this engine and on PyTorch, and says in what they differ."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import torch

import engine


@dataclass(frozen=True)
class Outcome:
    """What became of an expression: its results, or the type and text of its error."""

    results: tuple[Any, ...] = ()
    error: str = ""


@cache
def arrays(dtype: str) -> Mapping[str, np.ndarray[Any, Any]]:
    """The operands of every sample that require grad, by name."""
    random = np.random.default_rng(7)

    def uniform(*shape: int) -> np.ndarray[Any, Any]:
        return random.uniform(0.15, 0.85, shape).astype(dtype)

    made = {
        "x": random.normal(size=(2, 3)).astype(dtype), "y": uniform(2, 3), "p": uniform(2, 3),
        "v": random.normal(size=3).astype(dtype), "w": uniform(3), "s": uniform(), "u": uniform(),
        "m": random.normal(size=(3, 3)).astype(dtype), "n": uniform(3, 3),
        "b": random.normal(size=(2, 3, 3)).astype(dtype), "c": uniform(2, 3, 3),
        "o": np.array([0.0, -0.0, 1.0, -1.0, 0.5, -2.5], dtype=dtype),
        "e": np.zeros((0, 3), dtype=dtype),
    }  # fmt: skip
    return MappingProxyType(made)


WHOLE = {
    "i": [[1, 2, 3], [4, 5, 6]],
    "j": [[3, 2, 1], [1, 2, 4]],
    "k": [2, 0, 1],
    "t": [[True, False, True], [False, True, True]],
    "f": [[True, True, False], [False, False, True]],
}
"""The operands without a gradient: whole numbers and truth values."""


def read_in(text: str) -> list[str]:
    """The operands' names in a text, in the order in which they are read."""
    return list(dict.fromkeys(re.findall(r"\b[a-z]\b", text)))


def operands(module: Any, dtype: str, text: str) -> dict[str, Any]:
    """The operands that a text reads, the floating ones as fresh leaves of ``module``'s own."""
    made = {"torch": module}
    for name in read_in(text):
        if name in WHOLE:
            made[name] = module.tensor(WHOLE[name])
        elif name in arrays(dtype):
            made[name] = _leaf(module, arrays(dtype)[name], getattr(module, dtype))
    return made


def _leaf(module: Any, array: np.ndarray[Any, Any], dtype: Any) -> Any:
    made = module.tensor(array.tolist(), dtype=dtype).reshape(array.shape).clone()
    return made.requires_grad_()


def leaves(names: dict[str, Any]) -> list[Any]:
    """The operands that require grad."""
    return [each for each in names.values() if getattr(each, "requires_grad", False)]


def outcome(module: Any, text: str, names: dict[str, Any]) -> Outcome:
    """Evaluate ``text`` (statements and a last expression) over operands of ``module``."""
    *statements, last = text.split("; ")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for statement in statements:
                exec(statement, names)
            found = eval(last, names)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return Outcome(error=f"{type(error).__name__}: {error}")
    plural = isinstance(found, tuple | list) and not isinstance(found, module.Size)
    return Outcome(tuple(found) if plural else (found,))


def graph(node: Any, depth: int = 12) -> str:
    """The names of a node and all it leads to."""
    if node is None or not depth:
        return "·"
    name = type(node).__name__.rpartition(".")[2]
    below = [
        graph(each, depth - 1) + (f"#{number}" if number else "")
        for each, number in node.next_functions
    ]
    return name + (f"({', '.join(below)})" if below else "")


def is_tensor(value: Any) -> bool:
    """Is it a tensor of either side?"""
    return isinstance(value, torch.Tensor | engine.Tensor)


def described(value: Any) -> str:
    """All about a result that must be the same, except its elements."""
    if not is_tensor(value):
        return f"{type(value).__name__.replace('SymInt', 'int')} {value}"
    kind = f"{value.dtype} {list(value.shape)} requires_grad={value.requires_grad}"
    return f"{kind} {graph(value.grad_fn)} leaf={value.is_leaf}"


def elements(tensor: Any) -> np.ndarray[Any, Any]:
    """The elements of a tensor of either side."""
    return np.array(tensor.detach().clone().tolist())


def close(ours: Any, theirs: Any, dtype: str) -> bool:
    """Have two tensors the same shape and, up to rounding, the same elements?"""
    if ours is None or theirs is None:
        return ours is None and theirs is None
    exact = dtype == "float64" and str(theirs.dtype) != "torch.float32"
    tolerance = 1e-10 if exact else 2e-5
    if tuple(ours.shape) != tuple(theirs.shape):
        return False
    return bool(
        np.allclose(elements(ours), elements(theirs), tolerance, tolerance, equal_nan=True)
    )


def differences(text: str, dtype: str = "float64", second: bool = True) -> list[str]:
    """In what the outcomes of ``text`` differ, as sentences; empty where they are the same."""
    names = [operands(module, dtype, text) for module in (engine, torch)]
    inputs = [leaves(each) for each in names]
    ours, theirs = (
        outcome(module, text, each) for module, each in zip((engine, torch), names, strict=True)
    )
    if ours.error or theirs.error:
        same = ours.error == theirs.error.partition("\n\nException raised")[0]
        return [] if same else [f"error {ours.error!r} instead of {theirs.error!r}"]
    if len(ours.results) != len(theirs.results):
        return [f"{len(ours.results)} results instead of {len(theirs.results)}"]
    found = []
    for own, other in zip(ours.results, theirs.results, strict=True):
        found += _value_differences(own, other, dtype)
    return found or gradient_differences(ours, theirs, inputs, dtype, second=second)


def _value_differences(own: Any, other: Any, dtype: str) -> list[str]:
    one, two = described(own), described(other)
    if isinstance(own, float) and isinstance(other, float):
        return [] if math.isclose(own, other, rel_tol=1e-5) else [f"{own} instead of {other}"]
    if one != two:
        return [f"{one} instead of {two}"]
    if is_tensor(own) and not close(own, other, dtype):
        return [f"values {elements(own)} instead of {elements(other)}"]
    return []


def weights(module: Any, tensor: Any) -> Any:
    """A gradient to send in: different for every element, the same on both sides."""
    count = int(np.prod(tuple(tensor.shape)))
    data = [0.5 + 0.37 * (n % 7) for n in range(count)]
    return module.tensor(data, dtype=tensor.dtype).reshape(tuple(tensor.shape))


def gradients(module: Any, results: Sequence[Any], inputs: Sequence[Any], second: bool) -> Any:
    """First-order gradients of the weighted results, and the gradients of those."""
    roots = [each for each in results if is_tensor(each) and each.requires_grad]
    if not roots:
        return [], []
    sent = [weights(module, each) for each in roots]
    for each in sent:
        each.requires_grad_(second)
    first = module.autograd.grad(
        roots, inputs, sent, create_graph=second, allow_unused=True, retain_graph=True
    )
    if not second:
        return first, []
    again = [each for each in first if each is not None and each.requires_grad]
    if not again:
        return first, []
    more = [weights(module, each) for each in again]
    return first, module.autograd.grad(again, [*inputs, *sent], more, allow_unused=True)


def gradient_differences(
    ours: Outcome,
    theirs: Outcome,
    inputs: Sequence[Sequence[Any]],
    dtype: str,
    *,
    second: bool,
) -> list[str]:
    """In what the gradients of the results differ."""
    try:
        one = gradients(torch, theirs.results, inputs[1], second)
    except (RuntimeError, NotImplementedError) as error:
        expected = f"{type(error).__name__}: {error}"
        try:
            gradients(engine, ours.results, inputs[0], second)
        except (RuntimeError, NotImplementedError) as own:
            got = f"{type(own).__name__}: {own}"
            return [] if got == expected else [f"gradient error {got!r} instead of {expected!r}"]
        return [f"no gradient error, but {expected!r} was expected"]
    two = gradients(engine, ours.results, inputs[0], second)
    found = []
    for order, (first, other) in enumerate(zip(two, one, strict=True), start=1):
        for index, (a, b) in enumerate(zip(first, other, strict=True)):
            if not close(a, b, dtype):
                found.append(f"order {order} gradient of operand {index}: {a} instead of {b}")
    return found
