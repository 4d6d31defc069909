"""How PyTorch declares the arguments of its functions, read from a list of its signatures.

Asked only once a call has failed: a good call never comes here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from engine.calls.lists import SIGNATURES, lines_of
from engine.chance.generator import Generator
from engine.device import device
from engine.dtypes import dtype
from engine.errors import type_name
from engine.tensor import Tensor

HIDDEN = "HIDDEN"  # stands for an overload that PyTorch knows and does not list
SAME_NAMES = {"dim": "axis", "keepdim": "keepdims", "input": "x", "other": "x2"}
# Lists of whole numbers for which a single one will not do.
STRICT = frozenset(
    {"source", "destination", "size", "shape", "repeats", "split_sizes", "normalized_shape"}
)
# Which take None, though their texts do not tell.
TAKE_NONE = frozenset(
    {
        ("tuple of ints", "dim"), ("tuple of ints", "stride"), ("bool", "requires_grad"),
        ("bool", "pin_memory"), ("torch.dtype", "dtype"),
    }
)  # fmt: skip
# Whose ``dim``, or dtype, must be given, unlike elsewhere.
NEVER_NONE = frozenset({"logsumexp", "squeeze", "view"})
UNLESS_OPTIONAL = frozenset({"dims", "sizes"})
# Which take a number wherever they take a tensor.
NUMBERS_AS_TENSORS = frozenset(
    {
        "add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide",
        "floor_divide",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument that an overload takes."""

    kind: str
    name: str
    optional: bool
    keyword_only: bool
    takes_none: bool

    def takes(self, value: Any, numbers_too: bool = False) -> bool:
        """Is this a value that PyTorch's parser would let through?"""
        if value is None:
            return self.takes_none
        if self.kind == "Tensor":
            return isinstance(value, Tensor) or (numbers_too and is_number(value))
        if self.kind == "tuple of ints":
            strict = self.name in STRICT or (self.name in UNLESS_OPTIONAL and not self.optional)
            return is_list_of_ints(value) or (not strict and is_int(value))
        return CHECKS.get(self.kind, anything)(value)


@dataclass(frozen=True, slots=True)
class Signature:
    """One overload: its own text, and its parameters."""

    text: str
    parameters: tuple[Parameter, ...]

    @property
    def positional(self) -> int:
        """How many arguments may be given by place."""
        return sum(not each.keyword_only for each in self.parameters)

    @property
    def least(self) -> int:
        """How many arguments must be given."""
        return sum(not each.optional for each in self.parameters)

    @property
    def spreads(self) -> bool:
        """May its one list of whole numbers be given as several arguments?"""
        kinds = [each.kind for each in self.parameters if not each.keyword_only]
        return kinds == ["tuple of ints"]


def is_int(value: Any) -> bool:
    """A whole number, no truth value."""
    if isinstance(value, Tensor):
        return not value._data.ndim and value._data.dtype.kind in "iu"
    return isinstance(value, int | np.integer) and not isinstance(value, bool | np.bool_)


def is_number(value: Any) -> bool:
    """Any number, or a tensor of one."""
    if isinstance(value, Tensor):
        return not value._data.ndim and value._edge is None
    return isinstance(value, int | float | complex | np.number | np.bool_)


def is_float(value: Any) -> bool:
    """A number without an imaginary part."""
    return is_number(value) and not isinstance(value, complex)


def is_list_of_ints(value: Any) -> bool:
    """A sequence that begins with a whole number: PyTorch looks at no more of it at first."""
    return isinstance(value, tuple | list) and (not value or is_int(value[0]))


def are_tensors(value: Any) -> bool:
    """Any sequence: its elements are only looked at later."""
    return isinstance(value, tuple | list)


def _is_one_of_pythons(value: Any) -> bool:
    return isinstance(value, type) and value in (float, int, bool, complex)


def anything(value: Any) -> bool:
    """For kinds that are not told apart here."""
    return True


CHECKS: dict[str, Callable[[Any], bool]] = {
    "int": is_int, "float": is_float, "Number": is_number, "tuple of Tensors": are_tensors,
    "bool": lambda value: isinstance(value, bool | np.bool_),
    "str": lambda value: isinstance(value, str),
    "torch.dtype": lambda value: isinstance(value, dtype) or _is_one_of_pythons(value),
    "torch.device": lambda value: isinstance(value, device | str) or is_int(value),
    "torch.layout": lambda value: value is None or type_name(value) == "torch.layout",
    "torch.memory_format": lambda value: type_name(value) == "torch.memory_format",
    "torch.Generator": lambda value: isinstance(value, Generator),
}  # fmt: skip


def parse(text: str) -> Signature:
    """An overload's text, such as ``(Tensor input, int dim, *, torch.dtype dtype = None)``."""
    found, keyword_only = [], False
    for part in pieces(text):
        if part in ("*", ""):
            keyword_only = part == "*"
            continue
        declared, _, default = part.partition(" = ")
        kind, _, name = declared.rpartition(" ")
        nullable = default == "None" or kind.endswith("?") or (kind, name) in TAKE_NONE
        kind = kind.removesuffix("?")
        found.append(Parameter(kind, name, bool(default), keyword_only, nullable))
    return Signature(text, tuple(found))


def pieces(text: str) -> list[str]:
    """The comma-separated parts of an overload's text; of an empty one, one empty part."""
    return re.split(r", (?![^\[(]*[\])])", text[1:-1])


@cache
def _lines() -> Mapping[str, str]:
    parts = (line.partition(": ") for line in lines_of(SIGNATURES))
    return {name: rest for name, _, rest in parts}


def signatures_of(place: str) -> tuple[Sequence[Signature], bool]:
    """The overloads of ``sum`` or ``Tensor.sum``, and whether there are unlisted ones too."""
    listed = _lines().get(place)
    if listed is not None:
        texts = listed.split(" | ")
    else:
        root, _, name = place.rpartition(".")
        base = name if name in _lines() else name.removesuffix("_")
        texts = _as_methods(_lines().get(base, "").split(" | ")) if root == "Tensor" else []
    found = [parse(text) for text in texts if text not in ("", HIDDEN)]
    if place.removeprefix("Tensor.") in NEVER_NONE:
        found = [_without_none(each) for each in found]
    return found, HIDDEN in texts


def _without_none(signature: Signature) -> Signature:
    parameters = [replace(each, takes_none=False) for each in signature.parameters]
    return replace(signature, parameters=tuple(parameters))


def _as_methods(texts: Sequence[str]) -> list[str]:
    """A function's overloads as a tensor's method has them: without the tensor and ``out``."""
    found = []
    for text in texts:
        if text == HIDDEN:
            found.append(text)
        elif re.match(r"\(Tensor (input|self)\b", text):
            rest = [part for part in pieces(text)[1:] if not re.match(r"(\w| )+ out = ", part)]
            found.append("(" + ", ".join(rest[:-1] if rest[-1:] == ["*"] else rest) + ")")
    return found
