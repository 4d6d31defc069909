"""Lessons, read and run: on the engine and on PyTorch, in this process, to the letter."""

from __future__ import annotations

import ast
import contextlib
import gc
import io
import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch

import engine
from engine.foundation.warn import SAID
from inspector.assets import LESSONS
from tests.support.oracle import posing

ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
PLACE_IN_CPP = re.compile(r" \(Triggered internally at .*\)$", re.DOTALL)
PATHS = tuple(sorted(LESSONS.glob("*.py")))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program did that anyone could see; addresses are all called 0x…."""

    printed: str
    warned: tuple[tuple[str, str, int], ...]
    """Category, text and line of each warning."""
    failed: tuple[str, str, int] | None
    """Type, text and line of the exception that ended it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson's number, title, explanation and program."""

    number: str
    title: str
    explanation: str
    code: str


def lesson(path: Path) -> Lesson:
    """Read a lesson; its program is everything below the docstring."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    title, _, explanation = (ast.get_docstring(tree) or "").partition("\n")
    last = tree.body[0].end_lineno or 0
    code = "\n".join(text.splitlines()[last:]).strip()
    return Lesson(path.name[:2], title.strip(), explanation.strip(), code)


def on_the_engine(path: Path) -> Ran:
    """Run a program with ``import torch`` meaning the engine."""
    with engine_as_torch():
        return ran(path, lambda: engine.manual_seed(0))


def on_torch(path: Path) -> Ran:
    """Run a program on PyTorch, which warns every time, not once a process."""
    if "torch.func" in path.read_text(encoding="utf-8"):
        load_forward_mode()
    always = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    try:
        return ran(path, lambda: torch.manual_seed(0))
    finally:
        torch.set_warn_always(always)


@cache
def load_forward_mode() -> None:
    """Let PyTorch warn of its own files now, as it does when it first goes forward."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = torch.ones(1)
        torch.func.jvp(torch.sin, (x,), (x,))


@contextlib.contextmanager
def engine_as_torch() -> Iterator[None]:
    """Let ``import torch`` mean the engine for a while; the modules before come back.

    Meanwhile nothing that another test has left of PyTorch comes to its end, as what it would
    import at its end is not there.
    """
    collects = gc.isenabled()
    gc.disable()
    SAID.texts.clear()
    try:
        with posing():
            yield
    finally:
        if collects:
            gc.enable()


def ran(path: Path, seed: Callable[[], object]) -> Ran:
    """Run a program as Python runs a script, and keep what it says."""
    seed()
    code = compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True)
    failed = None
    with warnings.catch_warnings(record=True) as heard, said() as printed:
        warnings.simplefilter("always")
        try:
            exec(code, {"__name__": "__main__", "__file__": str(path)})
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            failed = (type(error).__name__, plain(str(error)), line(error, path))
    warned = tuple((one.category.__name__, plain(str(one.message)), one.lineno) for one in heard)
    return Ran(plain(printed.getvalue()), warned, failed)


@contextlib.contextmanager
def said() -> Iterator[io.StringIO]:
    """What is printed meanwhile, on either stream."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        yield text


def plain(text: str) -> str:
    """A text without what differs from run to run."""
    return PLACE_IN_CPP.sub("", ADDRESS.sub("0x…", text))


def line(error: Exception, path: Path) -> int:
    """The last line of the program itself that an exception came through."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((one.lineno or 0 for one in reversed(frames) if one.filename == str(path)), 0)
