"""Modules that hold modules: ``Sequential``, ``ModuleList`` and ``ModuleDict``."""

from __future__ import annotations

import itertools
import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from engine.foundation.written_in import own_methods
from engine.nn.modules.module import Module


def _place(index: int, length: int) -> int:
    number = operator.index(index)
    if not -length <= number < length:
        raise IndexError(f"index {number} is out of range")
    return number % length


def pairs_of(given: Any, who: str) -> Any:
    """The pairs of names and values in a mapping or a sequence of pairs.

    Raises:
        TypeError, ValueError: it is neither.
    """
    if not isinstance(given, Iterable):
        raise TypeError(
            f"{who}.update should be called with an iterable of key/value pairs, but got "
            f"{type(given).__name__}"
        )
    if isinstance(given, Mapping) or hasattr(given, "items"):
        return given.items()
    pairs = list(given)
    for number, pair in enumerate(pairs):
        element = f"{who} update sequence element #{number}"
        if not isinstance(pair, Iterable):
            raise TypeError(f"{element} should be Iterable; is{type(pair).__name__}")
        if len(pair) != 2:  # type: ignore[arg-type]
            raise ValueError(f"{element} has length {len(pair)}; 2 is required")  # type: ignore[arg-type]
    return pairs


class Numbered(Module):
    """What Sequential and ModuleList share: modules that are named by their number."""

    def _renumber(self, modules: Iterable[Any]) -> None:
        listed = list(modules)
        self._modules.clear()
        for number, module in enumerate(listed):
            self._modules[str(number)] = module

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self._slice(index)
        return list(self._modules.values())[_place(index, len(self))]

    def _slice(self, index: slice) -> Any:
        return type(self)(list(self._modules.values())[index])

    def __setitem__(self, index: int, module: Module) -> None:
        name = list(self._modules)[_place(index, len(self))]
        setattr(self, name, module)

    def __delitem__(self, index: Any) -> None:
        modules = list(self._modules.values())
        del modules[index]
        self._renumber(modules)

    def append(self, module: Module) -> Any:
        """Add a module at the end."""
        self.add_module(str(len(self)), module)
        return self

    def _extend(self, modules: Iterable[Module]) -> Any:
        for module in modules:
            self.append(module)
        return self

    def _pop(self, key: int) -> Any:
        module = self[key]
        del self[key]
        return module


class Sequential(Numbered):
    """Modules applied one after another."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = args[0] if len(args) == 1 and isinstance(args[0], OrderedDict) else None
        for name, module in named.items() if named is not None else enumerate(args):
            self.add_module(str(name), module)

    def forward(self, input: Any) -> Any:
        """The input through every module in turn."""
        for module in self:
            input = module(input)
        return input

    def _slice(self, index: slice) -> Any:
        return type(self)(OrderedDict(list(self._modules.items())[index]))

    def extend(self, sequential: Iterable[Module]) -> Any:
        """Add modules at the end."""
        return self._extend(list(sequential))

    def insert(self, index: int, module: Module) -> Any:
        """Add a module before another.

        Raises:
            AssertionError: it is no module.
            IndexError: there is no such place.
        """
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        if not -len(self) <= index <= len(self):
            raise IndexError(f"Index out of range: {index}")
        modules = list(self._modules.values())
        modules.insert(index, module)
        self._renumber(modules)
        return self

    def pop(self, key: int) -> Any:
        """Take a module out."""
        return self._pop(key)

    def __add__(self, other: Sequential) -> Sequential:
        return Sequential(*self, *_in_sequence(other))

    def __iadd__(self, other: Sequential) -> Self:
        self._extend(list(_in_sequence(other)))
        return self

    def __mul__(self, other: int) -> Sequential:
        return Sequential(*self._times(other))

    __rmul__ = __mul__

    def __imul__(self, other: int) -> Self:
        self._extend(self._times(other)[len(self) :])
        return self

    def _times(self, count: int) -> list[Any]:
        """The same modules, over and over."""
        if not isinstance(count, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(count)}")
        if count <= 0:
            raise ValueError(f"Non-positive multiplication factor {count} for {type(self)}")
        return list(self) * count


def _in_sequence(other: Sequential) -> Sequential:
    if not isinstance(other, Sequential):
        raise ValueError(
            f"add operator supports only objects of Sequential class, but {type(other)} is given."
        )
    return other


class ModuleList(Numbered):
    """A list of modules whose parameters count."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        self.extend(modules or ())

    def extend(self, modules: Iterable[Module]) -> Any:
        """Add modules at the end."""
        if not isinstance(modules, Iterable):
            raise TypeError(
                "ModuleList.extend should be called with an iterable, but got "
                f"{type(modules).__name__}"
            )
        return self._extend(list(modules))

    def insert(self, index: int, module: Module) -> None:
        """Add a module before another."""
        for place in range(len(self), index, -1):
            self._modules[str(place)] = self._modules[str(place - 1)]
        self._modules[str(index)] = module

    def pop(self, key: int) -> Any:
        """Take a module out."""
        return self._pop(key)

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList([*self, *iter(other)])

    def __iadd__(self, modules: Iterable[Module]) -> Any:
        return self.extend(modules)

    def __repr__(self) -> str:
        """The list, with equal neighbours in one line."""
        if not len(self):
            return f"{self._get_name()}()"
        lines, start = [], 0
        for text, group in itertools.groupby(repr(module) for module in self):
            count = len(list(group))
            name = f"({start})" if count == 1 else f"({start}-{start + count - 1})"
            times = "" if count == 1 else f"{count} x "
            lines.append(f"{name}: {times}{text}".replace("\n", "\n  "))
            start += count
        return f"{self._get_name()}(\n  " + "\n  ".join(lines) + "\n)"


for _kind in (Sequential, ModuleList):
    own_methods(_kind, "append", "__getitem__", "__setitem__", "__delitem__")


class ModuleDict(Module):
    """Modules by name."""

    def __init__(self, modules: Mapping[str, Module] | None = None) -> None:
        super().__init__()
        self.update(modules or {})

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def keys(self) -> Any:
        """The names."""
        return self._modules.keys()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()

    def items(self) -> Any:
        """Names and modules."""
        return self._modules.items()

    def update(self, modules: Any) -> None:
        """Add modules by name."""
        for name, module in pairs_of(modules, "ModuleDict"):
            self[name] = module

    def pop(self, key: str) -> Any:
        """Take a module out."""
        return self._modules.pop(key)

    def clear(self) -> None:
        """Take all modules out."""
        self._modules.clear()
