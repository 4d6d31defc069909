"""Runs a program on this engine and on PyTorch: what each printed, warned and raised."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import pytest
import torch

import engine
from engine.foundation.warn import SAID
from engine.graph.hooks import RemovableHandle
from engine.overriding import MODULES
from engine.tensor import Tensor

torch.set_num_threads(1)  # on small tensors, threads that wait for each other take most time
_TAIL = re.compile(r" \(Triggered internally at [^)]*\)")
# PyTorch compiles formulas of its own when a process first uses forward mode, and warns of it.
_OWN_COMPILER = "`torch.jit.script"
_ADDRESS = re.compile(r"0x[0-9a-f]+")
_OF_THE_BUILD = re.compile(r"cud(a|nn)|__version__|device\(0\)")


@dataclass(frozen=True)
class Outcome:
    """What became of a program."""

    printed: str
    warned: tuple[tuple[str, str], ...]
    raised: str


@contextlib.contextmanager
def posing() -> Iterator[None]:
    """Let ``import torch`` mean the engine, and undo it."""
    finders = list(sys.meta_path)
    real = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_torch(name)}
    modules, its_finders = _installed()
    sys.modules.update(modules)
    sys.meta_path[:0] = its_finders
    try:
        yield
    finally:
        _watch_nothing()
        for name in [name for name in sys.modules if _is_torch(name)]:
            del sys.modules[name]
        sys.modules.update(real)
        sys.meta_path[:] = finders


@cache
def _installed() -> tuple[dict[str, ModuleType], list[Any]]:
    """What the engine puts in PyTorch's place: its modules, and what finds no others."""
    before = list(sys.meta_path)
    engine.install_as_torch()
    modules = {name: module for name, module in sys.modules.items() if _is_torch(name)}
    finders = [each for each in sys.meta_path if each not in before]
    sys.meta_path[:] = before
    return modules, finders


def _watch_nothing() -> None:
    """Put every function and method back as it was before the first subclass of Tensor."""
    for owner in (Tensor, *(sys.modules[name] for name in MODULES if name in sys.modules)):
        for name, each in list(vars(owner).items()):
            function = each.fget if isinstance(each, property) else each
            if "_watched" not in getattr(function, "__dict__", ()):
                continue
            plain = function.__wrapped__
            if isinstance(each, property):
                write = getattr(each.fset, "__wrapped__", each.fset)
                plain = property(plain, write, each.fdel, each.__doc__)
            setattr(owner, name, plain)


def _is_torch(name: str) -> bool:
    return name == "torch" or name.startswith("torch.")


def on_engine(program: str) -> Outcome:
    """The outcome on this engine, which counts and says as at the start of a process."""
    SAID.texts.clear()
    RemovableHandle.next_id = 0
    with posing():
        return _run(program)


def on_torch(program: str) -> Outcome:
    """The outcome on PyTorch, which counts and says as at the start of a process."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    # Written in Python, it says once in a process what always warning does not repeat.
    vars(torch.storage._warn_typed_storage_removal).pop("has_warned", None)
    torch.utils.hooks.RemovableHandle.next_id = 0
    try:
        return _run(program)
    finally:
        torch.set_warn_always(before)


def _run(program: str) -> Outcome:
    raised, output = "", io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(output):
        warnings.simplefilter("always")
        try:
            exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            raised = f"{type(error).__name__}: {_plain(str(error))}"
        finally:
            _tidy(sys.modules["torch"])
    warned = tuple(
        (each.category.__name__, _plain(str(each.message)))
        for each in caught
        if _OWN_COMPILER not in str(each.message)
    )
    return Outcome(_plain(output.getvalue()), warned, raised)


def _tidy(here: Any) -> None:
    """Undo what a program has switched for the whole process."""
    here.set_default_dtype(here.float32)
    here.set_grad_enabled(True)
    here.set_printoptions(profile="default")


def _plain(text: str) -> str:
    return _ADDRESS.sub("0x…", _TAIL.sub("", text))


def assert_same(program: str) -> None:
    """Fail where the engine prints, warns or raises anything else than PyTorch.

    The engine is PyTorch as built for the CPU: another build has other words about devices, and
    is not asked for them.
    """
    if torch.version.cuda is not None and _OF_THE_BUILD.search(program):
        pytest.skip("this PyTorch was built for CUDA")
    source = "import torch\n" + program
    ours, theirs = on_engine(source), on_torch(source)
    assert ours == theirs, f"{program}\nengine:  {ours}\nPyTorch: {theirs}"
