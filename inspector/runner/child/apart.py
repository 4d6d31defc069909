"""A ``builtins`` module for the program alone, so that its changes do not reach the recorder.

A program may replace ``len``, or empty ``builtins`` altogether: what it calls from then on goes
wrong as it would in Python, and what watches it goes on and tells so.
"""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType

_OURS = frozenset(("engine", "inspector", "msgspec", "numpy", "torch"))
"""The packages that the recorder stands on; some of their modules are read when first needed."""


def set_apart(main: ModuleType) -> None:
    """Give ``main``, and every module of the program's that it imports, builtins of their own."""
    own = ModuleType("builtins")
    own.__dict__.update(builtins.__dict__)
    sys.modules["builtins"] = main.__dict__["__builtins__"] = own

    def create_module(loader: SourceFileLoader, spec: ModuleSpec) -> ModuleType | None:
        """An empty module that has them, or None for what Python itself would make."""
        if _is_ours(spec.name):
            return None
        module = ModuleType(spec.name)
        module.__dict__["__builtins__"] = own
        return module

    SourceFileLoader.create_module = create_module  # type: ignore[assignment,method-assign]


def _is_ours(name: str) -> bool:
    """Is a module one of those that the recorder, or Python, needs whole?"""
    package = name.partition(".")[0]
    return package in _OURS or package in sys.stdlib_module_names
