"""What the modules of a program are called: by a variable, or within the one that it called."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from inspector.model.recordings.events import Entered, Left
from inspector.runner.following.parts import MOST, steps

if TYPE_CHECKING:
    from engine.nn.modules.module import Module

_Make: TypeAlias = tuple[int, ...]
_Facts: TypeAlias = dict[int, tuple[str, int]]
Scopes: TypeAlias = Callable[[], Iterator[Mapping[str, Any]]]
"""The variables of the running functions, those of the program itself first."""


class Modules:
    """The calls that are running, and what was found out when the outermost began.

    That is asked again only where something in the module has changed since its last call.
    ``scopes`` says which variables there are.
    """

    def __init__(self) -> None:
        self.scopes: Scopes = lambda: iter(())
        self._depth = 0
        self._facts: _Facts = {}
        self._known: dict[int, tuple[weakref.ref[Module], _Make, _Facts]] = {}

    def enter(self, module: Module, line: int) -> Entered:
        """A call begins on a line."""
        self._depth += 1
        if self._depth == 1:
            self._look_at(module)
        known = self._facts.get(id(module))
        name, count = known if known is not None else ("", _count(module))
        return Entered(name, type(module).__name__, count, line)

    def leave(self) -> Left:
        """The call that began last is over."""
        self._depth -= 1
        return Left()

    def _look_at(self, outermost: Module) -> None:
        make = _make(outermost)
        known = self._known.get(id(outermost))
        if known is None or known[0]() is not outermost or known[1] != make:
            named = {id(each): (name, _count(each)) for name, each in outermost.named_modules()}
            known = self._known[id(outermost)] = weakref.ref(outermost), make, named
        self._facts = known[2]
        name, count = self._facts[id(outermost)]
        if not name:
            self._facts[id(outermost)] = self._variable(outermost), count

    def _variable(self, module: Module) -> str:
        """The variable that is bound to a module or holds it, "" where there is none."""
        for scope in self.scopes():
            for name, value in tuple(scope.items()):
                if value is module and name != "self":
                    return name
                found = (path for path, each in islice(steps(value), MOST) if each is module)
                if path := next(found, ""):
                    return name + path
        return ""


def _make(outermost: Module) -> _Make:
    """What a module is made of: the modules in it, and the parameters of all with their sizes."""
    found: list[int] = []
    todo, met = [outermost], {id(outermost)}
    for module in todo:
        found.append(id(module))
        for parameter in module._parameters.values():
            if parameter is not None:
                found += id(parameter), parameter._data.size
        for each in module._modules.values():
            if each is not None and id(each) not in met:
                met.add(id(each))
                todo.append(each)
    return tuple(found)


def _count(module: Module) -> int:
    """How many elements the parameters of a module have."""
    return sum(parameter.numel() for parameter in module.parameters())
