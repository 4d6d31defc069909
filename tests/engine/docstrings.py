"""The examples in PyTorch's own docstrings, and what each prints on either side."""

from __future__ import annotations

import ast
import contextlib
import doctest
import importlib
import inspect
import io
import re
import warnings
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import torch

MODULES = (
    "torch.Tensor", "torch", "torch.nn", "torch.nn.functional", "torch.nn.init",
    "torch.nn.utils", "torch.nn.utils.rnn", "torch.nn.utils.prune",
    "torch.nn.utils.parametrize", "torch.nn.utils.parametrizations", "torch.autograd",
    "torch.autograd.graph", "torch.autograd.functional", "torch.autograd.forward_ad",
    "torch.autograd.function", "torch.autograd.profiler", "torch.func", "torch.linalg",
    "torch.fft", "torch.special", "torch.optim", "torch.optim.lr_scheduler",
    "torch.optim.swa_utils", "torch.distributions", "torch.utils.data", "torch.utils.checkpoint",
    "torch.random", "torch.nn.modules.module",
)  # fmt: skip
# What docstrings take as imported; "numpy" and "np" come by numpy itself.
TAKEN = {"nn": "nn", "F": "nn.functional", "optim": "optim", "linalg": "linalg"}
_ADDRESS = re.compile(r"0x[0-9a-f]+")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\binf\b|\bnan\b))")
_CLOSE = 1e-3
_MOST = 400  # elements of which a value is printed


@cache
def examples() -> dict[str, tuple[str, ...]]:
    """The statements of every docstring that has some, each docstring once, by name."""
    found: dict[str, tuple[str, ...]] = {}
    for name, text in _docstrings():
        statements = _statements(text)
        if statements and statements not in found.values():
            found[name] = statements
    return found


def _docstrings() -> Iterator[tuple[str, str]]:
    for place in MODULES:
        owner = torch.Tensor if place == "torch.Tensor" else importlib.import_module(place)
        for name, each in _members(owner):
            yield f"{place}.{name}", each.__doc__ or ""
            if inspect.isclass(each) and each.__module__.startswith("torch"):
                for own, method in _members(each):
                    yield f"{place}.{name}.{own}", getattr(method, "__doc__", None) or ""


def _members(owner: Any) -> list[tuple[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some members are deprecated
        named = [
            (each, getattr(owner, each, None)) for each in sorted(dir(owner)) if each[0] != "_"
        ]
    return [(name, each) for name, each in named if not isinstance(each, ModuleType | str)]


def _statements(text: str) -> tuple[str, ...]:
    if not isinstance(text, str) or ">>>" not in text:
        return ()
    try:
        return tuple(each.source for each in doctest.DocTestParser().get_examples(text))
    except ValueError:  # a prompt without its blank: the docstring is no doctest
        return ()


def printed(module: Any, statements: tuple[str, ...]) -> str:
    """What statements print and give, one after the other, or what they raise."""
    module.manual_seed(0)
    np.random.seed(0)
    names = {"torch": module, "np": np, "numpy": np, "Tensor": module.Tensor, "__name__": "d"}
    for name, place in TAKEN.items():
        names[name] = module
        for part in place.split("."):
            names[name] = getattr(names[name], part)
    output = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(output):
        warnings.simplefilter("ignore")
        for number, statement in enumerate(statements):
            print(f"[{number}]", _given(module, statement, names))
    return _ADDRESS.sub("0x…", output.getvalue())


def _given(module: Any, statement: str, names: dict[str, Any]) -> str:
    try:
        tree = ast.parse(statement)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<docstring>", "exec"), names)
        if last is None:
            return ""
        value = eval(compile(ast.Expression(last.value), "<docstring>", "eval"), names)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
        return f"{type(error).__name__}: {error}"
    if isinstance(value, module.Tensor) and value.numel() > _MOST:
        return f"{value.dtype} {tuple(value.shape)} {value.requires_grad}"
    return "" if value is None else repr(value)


def same(ours: str, theirs: str) -> bool:
    """Are two texts the same, but for blanks and the last digits of numbers?"""
    if ours == theirs:
        return True
    one, two = (_NUMBER.split(text) for text in (ours, theirs))
    return len(one) == len(two) and all(
        _close(a, b) if place % 2 else a.split() == b.split()
        for place, (a, b) in enumerate(zip(one, two, strict=True))
    )


def _close(one: str, two: str) -> bool:
    return bool(np.isclose(float(one), float(two), _CLOSE, _CLOSE / 100, equal_nan=True))
