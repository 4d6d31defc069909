"""What is known of the code objects and the running calls that are followed."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Sequence
from types import CodeType, FrameType
from typing import Any

from inspector.model.recordings.packing import Item
from inspector.runner.following.names import Names as Bindings
from inspector.runner.following.statements import Header, Position

EXPRESSIONS = frozenset({"<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})

_BINDING_CELLS = frozenset({"STORE_DEREF", "DELETE_DEREF"})


class Code:
    """What is known of one code object of the program, found out once.

    ``headers`` : the statement that an instruction begins, by its offset. ``plain`` : it is
    neither a class's body nor an expression's, and binds no variable of a function around it.
    ``told`` : the short events of its statements (by line) and names, for each depth it has run
    at. ``plans`` : how the operations at its instructions went (``pairs``). ``guest_of`` : the
    names it goes on with, and how deep they are. ``left`` : for each depth, the names that a call
    had bound which has not returned. ``positions`` : where its instructions stand, once asked.
    """

    __slots__ = (
        "code", "guest_of", "headers", "left", "name", "plain", "plans", "positions", "split",
        "told",
    )  # fmt: skip

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.name = called(code)
        self.plain = not (code.co_name in EXPRESSIONS or is_class(code) or binds_outside(code))
        self.headers: dict[int, Header | None] = {}
        self.plans: dict[int, Any] = {}
        self.told: dict[int, dict[int | str, Item]] = {}
        self.split: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
        self.guest_of: tuple[Bindings, int] | None = None
        self.left: dict[int, frozenset[str]] = {}
        self.positions: tuple[Position, ...] = ()

    def position(self, instruction: int) -> Position:
        """Where in the source an instruction stands (by its offset)."""
        if not self.positions:
            self.positions = tuple(self.code.co_positions())
        return self.positions[instruction // 2]


class Activation:
    """One running call of a user's function, or the module.

    ``header`` : the statement that runs, ``begun`` the instruction at which it did so, and
    ``instruction`` the one at which a line was last told. ``told`` : the short events that its
    code has at this depth, None where it is not ``plain``.
    ``headers``, ``plans`` and ``seen`` are those of its code and its bindings, in short reach.
    """

    __slots__ = (
        "begun", "bindings", "code", "depth", "facts", "frame", "header", "headers",
        "instruction", "plans", "seen", "told",
    )  # fmt: skip

    def __init__(self, frame: FrameType, facts: Code, bindings: Bindings, depth: int) -> None:
        self.depth = depth
        self.frame = frame
        self.facts = facts
        self.code = frame.f_code
        self.bindings = bindings
        self.header: Header | None = None
        self.begun = self.instruction = -1
        self.headers, self.plans, self.seen = facts.headers, facts.plans, bindings.seen
        self.told = facts.told.setdefault(depth, {}) if facts.plain else None


def is_class(code: CodeType) -> bool:
    """Whether code is the body of a class."""
    return not code.co_flags & inspect.CO_OPTIMIZED and code.co_name != "<module>"


def binds_outside(code: CodeType) -> bool:
    """Whether code binds a variable of a function around it, as ``nonlocal`` lets it."""
    return bool(code.co_freevars) and any(
        each.opname in _BINDING_CELLS and each.argval in code.co_freevars
        for each in dis.get_instructions(code)
    )


def opens_class(code: CodeType, line: int) -> bool:
    """Whether a line is the head of the class whose body runs: that has been told outside."""
    return line == code.co_firstlineno and is_class(code)


def called(code: CodeType) -> str:
    """What a frame's code is called: a function, the module, or "class Net"."""
    if is_class(code):
        return f"class {code.co_name}"
    expression = code.co_name.startswith("<")
    return code.co_name if expression else code.co_qualname.rpartition("<locals>.")[2]


def arguments(code: CodeType) -> tuple[str, ...]:
    """The names of a function's parameters."""
    stars = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + stars]


def split_names(code: CodeType, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names that are a function's own (or its closures'), and those declared global."""
    own = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
    made = in_the_making(code)
    local = [n for n in names if n in own and n not in made]
    return local, [n for n in names if n not in own]


def in_the_making(code: CodeType) -> tuple[str, ...]:
    """The name of the object that a frame's code makes: it names nothing yet."""
    return code.co_varnames[:1] if code.co_name == "__init__" else ()
