"""Alternative ways to write a call that PyTorch accepts: deprecated orders, numpy's names.

``w.add_(-lr, grad)`` has its factor first (PyTorch's ``deprecated.yaml``), ``x.sum(axis=0)``
numpy's names, ``torch.add(2, x)`` a number for its first tensor, ``torch.sum(input=x)`` names it,
and ``x.add(y, alpha=lr)`` takes a tensor of one number for the number. Asked only once a call
has failed: the everyday call never comes here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.calls.guards import RENAMED
from engine.calls.signatures import (
    NUMBERS_AS_TENSORS,
    SAME_NAMES,
    Parameter,
    Signature,
    is_int,
    is_number,
    signatures_of,
)
from engine.foundation.warn import warn
from engine.numbers.promotion import cast, number_dtype
from engine.tensor import Tensor, new_tensor

Call = tuple[tuple[Any, ...], dict[str, Any]]

# Where the factors of each function stood: the names in the old order, tensors as ``_``.
FACTORS_FIRST: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(("add", "sub"), (("_", "alpha", "_"),)),
    **dict.fromkeys(("addcmul", "addcdiv"), (("_", "value", "_", "_"),)),
    **dict.fromkeys(
        ("addmm", "addmv", "addr", "addbmm", "baddbmm"),
        (("beta", "_", "alpha", "_", "_"), ("beta", "_", "_", "_")),
    ),
}
# Which take a number in the place of their first tensor, if the other operand is one.
NUMBER_THEN_TENSOR = frozenset(
    {"bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift"}
)
# What a function of the module torch calls its first tensor, if not ``input``.
FIRST_NAMES: Mapping[str, str] = {"split": "tensor", "cdist": "x1"}
NUMERIC = frozenset({"int", "float", "Number", "tuple of ints"})
NUMPYS_NAMES = {theirs: ours for ours, theirs in SAME_NAMES.items()}
TEXT = (
    "This overload of {name} is deprecated:\n\t{name}({old})\n"
    "Consider using one of the following signatures instead:\n\t{name}{new}"
)


def normalised(place: str, args: Sequence[Any], options: Mapping[str, Any]) -> Call | None:
    """The same call as the function is declared; None if it is not an alternative way to write it.

    ``place`` : where PyTorch has the function: ``add``, or ``Tensor.add_`` for the method.
    """
    renamed = RENAMED.get(place.removeprefix("Tensor."), {})
    if renamed.keys() & options.keys():
        return tuple(args), {renamed.get(name, name): each for name, each in options.items()}
    first = FIRST_NAMES.get(place, "input")
    if not args and not place.startswith("Tensor.") and first in options:
        rest = {name: each for name, each in options.items() if name != first}
        return (options[first],), rest
    if any(name in NUMPYS_NAMES for name in options):
        return tuple(args), {NUMPYS_NAMES.get(name, name): each for name, each in options.items()}
    root, _, name = place.rpartition(".")
    if not root and _may_begin_with_number(name, args) and _begins_with_number(args):
        number = new_tensor(cast(args[0], number_dtype(args[0]).numpy))
        return (number, *args[1:]), dict(options)
    for order in FACTORS_FIRST.get(name.removesuffix("_"), ()):
        method = root == "Tensor"
        order = _with_self_first(order) if method else order  # noqa: PLW2901
        if not options and _fits(order, args):
            _say(place, order, method)
            return _sorted(order, args)
    return with_numbers(place, args, options)


def with_numbers(place: str, args: Sequence[Any], options: Mapping[str, Any]) -> Call | None:
    """The same call with numbers where tensors of one number each were given for them.

    As the first overload reads it that takes the arguments: it may take the tensors themselves.
    """
    own, rest = (args[:1], args[1:]) if place.startswith("Tensor.") else ((), args)
    if not any(_is_number_of_its_own(each) for each in (*rest, *options.values())):
        return None
    for signature in signatures_of(place)[0]:
        placed = [each for each in signature.parameters if not each.keyword_only]
        named = {each.name: each for each in signature.parameters}
        if len(rest) > len(placed) or not options.keys() <= named.keys():
            continue
        given = [*zip(placed, rest, strict=False)]
        given += [(named[name], value) for name, value in options.items()]
        if all(each.takes(value) or _is_list_of_one(each, value) for each, value in given):
            read = [_number(each, value) for each, value in given]
            same = all(a is b for a, (_, b) in zip(read, given, strict=True))
            further = dict(zip(options, read[len(rest) :], strict=True))
            return None if same else ((*own, *read[: len(rest)]), further)
    return None


def _is_list_of_one(parameter: Parameter, value: Any) -> bool:
    return parameter.kind == "tuple of ints" and is_int(value)


def _is_number_of_its_own(value: Any) -> bool:
    return isinstance(value, Tensor) and is_number(value)


def _number(parameter: Parameter, value: Any) -> Any:
    """The number in a tensor, where the parameter is a number; else the value as it is."""
    if parameter.kind not in NUMERIC or not _is_number_of_its_own(value):
        return value
    return value.item()


def _may_begin_with_number(name: str, args: Sequence[Any]) -> bool:
    then_tensor = name in NUMBER_THEN_TENSOR and isinstance(args[-1], Tensor)
    return name in NUMBERS_AS_TENSORS or then_tensor


def _begins_with_number(args: Sequence[Any]) -> bool:
    return bool(args) and is_number(args[0]) and not isinstance(args[0], Tensor)


def _with_self_first(order: tuple[str, ...]) -> tuple[str, ...]:
    rest = list(order)
    rest.remove("_")
    return ("_", *rest)


def _fits(order: Sequence[str], args: Sequence[Any]) -> bool:
    return len(order) == len(args) and all(
        isinstance(each, Tensor) if name == "_" else is_number(each)
        for name, each in zip(order, args, strict=True)
    )


def _sorted(order: Sequence[str], args: Sequence[Any]) -> Call:
    named = list(zip(order, args, strict=True))
    factors = {name: each for name, each in named if name != "_"}
    return tuple(each for name, each in named if name == "_"), factors


def _say(place: str, order: Sequence[str], method: bool) -> None:
    signatures, _ = signatures_of(place)
    if signatures:
        name, today = place.removeprefix("Tensor."), signatures[0]
        old = _declared(order[1:] if method else order, today)
        if not method:
            old += ", *, Tensor out = None"
        warn(TEXT.format(name=name, old=old, new=today.text), once="an overload is deprecated")


def _declared(order: Sequence[str], today: Signature) -> str:
    tensors = iter([each.name for each in today.parameters if each.kind == "Tensor"])
    return ", ".join(f"Tensor {next(tensors)}" if n == "_" else f"Number {n}" for n in order)
