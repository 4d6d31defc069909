"""Calls as some programs write them, which PyTorch takes as well.

``w.add_(-lr, grad)`` has its factor first (PyTorch's ``deprecated.yaml``), ``x.sum(axis=0)``
numpy's names, ``torch.add(2, x)`` a number for its first tensor, and ``torch.sum(input=x)`` names
it. Asked only once a call has failed: the everyday call never comes here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.calls.signatures import SAME_NAMES, Signature, is_number, signatures_of
from engine.numbers.promotion import cast, number_dtype
from engine.surface.warn import warn
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
NUMBER_FIRST = frozenset(
    ("add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide")
)
# What a function of the module torch calls its first tensor, if not ``input``.
FIRST_NAMES: Mapping[str, str] = {"split": "tensor", "cdist": "x1"}
# What some call their other arguments, where an operation behind them has another word.
RENAMED: Mapping[str, Mapping[str, str]] = {
    "swapaxes": {"axis0": "dim0", "axis1": "dim1"}, "heaviside": {"values": "other"},
    "swapaxes_": {"axis0": "dim0", "axis1": "dim1"}, "heaviside_": {"values": "other"},
}  # fmt: skip
NUMPYS_NAMES = {theirs: ours for ours, theirs in SAME_NAMES.items()}
TEXT = (
    "This overload of {name} is deprecated:\n\t{name}({old})\n"
    "Consider using one of the following signatures instead:\n\t{name}{new}"
)


def older(place: str, args: Sequence[Any], options: Mapping[str, Any]) -> Call | None:
    """The same call as it is written today, if it was one of the older kind.

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
    if name in NUMBER_FIRST and not root and _begins_with_number(args):
        number = new_tensor(cast(args[0], number_dtype(args[0]).numpy))
        return (number, *args[1:]), dict(options)
    for order in FACTORS_FIRST.get(name.removesuffix("_"), ()):
        method = root == "Tensor"
        order = _with_self_first(order) if method else order  # noqa: PLW2901
        if not options and _fits(order, args):
            _say(place, order, method)
            return _sorted(order, args)
    return None


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
