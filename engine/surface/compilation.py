"""``torch.compile``: what it gives back, which here runs as written.

Nothing is compiled, and as in PyTorch nothing is printed: a compiled module only differs in its
name, ``OptimizedModule``, and in its parameters' names, which begin with ``_orig_mod``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from engine.nn.modules.module import Module


class OptimizedModule(Module):
    """A module that stands for another."""

    def __init__(self, mod: Any) -> None:
        super().__init__()
        self._orig_mod = mod

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the other computes."""
        return self._orig_mod(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name == "_orig_mod":
            return self._modules["_orig_mod"]
        return getattr(self._orig_mod, name)

    def __setattr__(self, name: str, value: Any) -> None:
        own = name in ("_orig_mod", "training") or "_modules" not in self.__dict__
        if own or "_orig_mod" not in self._modules:
            super().__setattr__(name, value)
        else:
            setattr(self._orig_mod, name, value)


def compile(model: Any = None, **options: Any) -> Any:
    """A module or function that computes the same; without one, a decorator."""
    if model is not None and not callable(model):
        kind = type(model)
        raise AssertionError(f"A callable function is expected, but {kind} is provided.")
    if model is None:
        return lambda inner: compile(inner, **options)
    return OptimizedModule(model) if isinstance(model, Module) else _same(model)


def _same(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def compiled(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return compiled
