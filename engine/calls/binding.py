"""Where the tables become PyTorch's surface: methods, operators and in-place twins of Tensor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from engine.calls.declare import FUNCTIONS, METHODS, NOT_METHODS
from engine.calls.dispatch import binary_call
from engine.calls.guards import (
    everyday_first,
    guarded,
    kind_checked,
    kind_checked_in_place,
    list_checked,
    operand_checked,
)
from engine.calls.inplace import in_place_call
from engine.calls.placement import is_method
from engine.errors import MISSING
from engine.foundation.absent import awaited, mark_absent, mark_awaited
from engine.foundation.protocols import hang
from engine.op import OPS
from engine.tensor import Tensor

OPERATORS = {
    "__mul__": "mul", "__rmul__": "mul", "__neg__": "neg",
    "__pos__": "positive", "__abs__": "abs", "__matmul__": "matmul",
    "__eq__": "eq", "__ne__": "ne", "__lt__": "lt", "__le__": "le", "__gt__": "gt",
    "__ge__": "ge", "__and__": "bitwise_and", "__rand__": "bitwise_and", "__or__": "bitwise_or",
    "__ror__": "bitwise_or", "__xor__": "bitwise_xor", "__rxor__": "bitwise_xor",
    "__imul__": "mul_",
    "__ifloordiv__": "floor_divide_", "__imod__": "remainder_",
    "__ipow__": "pow_", "__iand__": "bitwise_and_", "__ior__": "bitwise_or_",
    "__ixor__": "bitwise_xor_",
}  # fmt: skip

# Whose methods take a list as several numbers, too.
UNSPREAD = frozenset({"broadcast_to", "flip", "permute", "reshape", "tile"})


class Due:
    """Stands in Tensor for a method until it is first asked for, as most programs need few."""

    __slots__ = ("function", "name")

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name, self.function = name, function

    def __get__(self, tensor: object, kind: type) -> Any:
        return self.made().__get__(tensor, kind)

    def made(self) -> Any:
        """The method itself, which takes the place of this object."""
        method = method_of(self.name, self.function)
        setattr(Tensor, self.name, method)
        return method


def bind() -> None:
    """Attach the everyday functions to Tensor: as methods, in-place twins and operators."""
    declare_twins()
    for name, function in methods(FUNCTIONS):
        own = name.startswith("__")  # which Python itself asks for
        setattr(Tensor, name, method_of(name, function) if own else Due(name, function))
    for name, function in METHODS.items():
        setattr(Tensor, name, function)
    for dunder, name in OPERATORS.items():
        setattr(Tensor, dunder, FUNCTIONS[name])
    hang()
    mark_awaited(Tensor)


def bind_rarer() -> None:
    """Attach the rarer functions to Tensor, as methods and in-place twins."""
    declare_twins()
    for each in [each for each in vars(Tensor).values() if type(each) is Due]:
        each.made()
    expected = awaited(Tensor)
    for name, function in methods(expected):
        setattr(Tensor, name, method_of(name, function))
    for name in METHODS.keys() & expected:
        setattr(Tensor, name, METHODS[name])
    mark_absent(Tensor)


def methods(names: Iterable[str]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Those of the functions with these names that PyTorch's Tensor has as methods."""
    for name in names:
        if name in FUNCTIONS and name not in NOT_METHODS and is_method(name):
            yield name, FUNCTIONS[name]


def declare_twins() -> None:
    """Declare the in-place twins of operations, and their aliases."""
    for name, function in in_place_twins().items():
        FUNCTIONS[name] = function
    for name, function in aliases_of_twins().items():
        FUNCTIONS.setdefault(name, function)


def method_of(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """What Tensor has under ``name``: the shortest of operations are left bare, for speed."""
    if is_short(function):
        return particular(function, f"Tensor.{name}")
    if vars(function).get("operands", 1) > 1:
        function = kind_checked_in_place(function, f"Tensor.{name}")
    within = vars(function).get("within")
    function = kind_checked(function, f"Tensor.{name}")
    found = guarded(function, f"Tensor.{name}")
    return everyday_first(found, within) if within is not None else found


def function_of(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """What the module torch has under ``name``."""
    if is_short(function):
        return particular(function, name)
    function = kind_checked(function, name)
    found = guarded(function, name)
    return list_checked(found, name) if name in UNSPREAD else found


def particular(function: Any, place: str) -> Callable[..., Any]:
    """A short operation by name, which unlike an operator refuses operands that are no tensors."""
    if len(function.op.inputs) != 2:
        return function
    named: Any = binary_call(function.op, lambda call: operand_checked(call, place))
    named.__defaults__ = (MISSING,)  # what is given otherwise has no attributes to go on with
    named.__name__ = named.__qualname__ = function.__name__
    named.__doc__, named.op = function.__doc__, function.op
    return named


def is_short(function: Callable[..., Any]) -> bool:
    """Whether it is an elementwise operation without options, which checks its own operands."""
    op = getattr(function, "op", None)
    return op is not None and op.elementwise and not op.options


def in_place_twins() -> dict[str, Callable[..., Any]]:
    """``name_`` for every operation that has one."""
    return {
        f"{name}_": in_place_call(op)
        for name, op in OPS.items()
        if op.elementwise and "." not in name and f"{name}_" not in FUNCTIONS
    }


def aliases_of_twins() -> dict[str, Callable[..., Any]]:
    """``arcsin_``, because ``arcsin`` is ``asin`` and there is ``asin_``."""
    ops = {name: getattr(function, "op", None) for name, function in FUNCTIONS.items()}
    return {
        f"{name}_": FUNCTIONS[f"{op.name}_"]
        for name, op in ops.items()
        if op is not None and name[0] != "_" and f"{op.name}_" in FUNCTIONS
    }
