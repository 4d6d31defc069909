"""What an operator of a program's own takes and returns, read from the function it is made of."""

from __future__ import annotations

import collections.abc
import inspect
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import GenericAlias
from typing import Any, Final, NoReturn

from engine.device import device
from engine.dtypes import dtype
from engine.tensor import Tensor
from engine.types import Number

# Programs write annotations in the older ways too (typing.List, typing.Optional), and an error
# lists them as PyTorch does: hence the exceptions from UP006 and UP045 below.
MISSING: Final = inspect.Parameter.empty
# Annotation, name in a schema; whether there are lists, lists of optional ones, optional lists.
BASES: Final = (
    (Tensor, "Tensor", True, True, False), (int, "SymInt", True, False, True),
    (float, "float", True, False, True), (bool, "bool", True, False, True),
    (str, "str", False, False, False), (Number, "Scalar", True, False, False),
    (dtype, "ScalarType", False, False, False), (device, "Device", False, False, False),
)  # fmt: skip
RETURNS: Final[dict[Any, str]] = {
    Tensor: "Tensor", typing.List[Tensor]: "Tensor[]", list[Tensor]: "Tensor[]",  # noqa: UP006
    int: "SymInt", float: "float", bool: "bool", Number: "Scalar",
}  # fmt: skip
NO_TUPLES = (
    "We do not support Tuple inputs in schema. As a workaround, please try to use List instead. "
)
LAZILY = (
    "If you are using 'from __future__ import annotations', note that annotations are evaluated "
    "lazily as strings; make sure all types referenced in annotations are importable at module "
    "scope, not only inside a local function."
)
NOT_SEEN = (
    "{names} in mutates_args were not found in the custom op's signature. mutates_args should "
    "contain the names of all args that the custom op mutates, or just the string 'unknown' if "
    "you don't know."
)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: ``kind`` as schemas write it, such as ``SymInt[]?`` or ``Tensor(a0!)``."""

    name: str
    kind: str
    default: Any = MISSING
    keyword_only: bool = False

    @property
    def mutated(self) -> bool:
        """Whether the operator changes it in place."""
        return "!" in self.kind

    @property
    def plain(self) -> str:
        """Its kind without what says that it is changed."""
        return f"Tensor{self.kind.partition(')')[2]}" if self.mutated else self.kind

    def __str__(self) -> str:
        default = "" if self.default is MISSING else f"={_shown(self.default)}"
        return f"{self.kind} {self.name}{default}"


@dataclass(frozen=True, slots=True)
class Schema:
    """An operator's name, arguments and results, written as PyTorch writes them."""

    name: str
    arguments: tuple[Argument, ...]
    returns: str

    def __str__(self) -> str:
        return f"{self.name}({', '.join(_listed(self.arguments, str))}) -> {self.returns}"


def infer_schema(
    prototype_function: Callable[..., Any],
    /,
    *,
    mutates_args: str | Iterable[str],
    op_name: str | None = None,
) -> str:
    """The schema of a function with annotations, as a text.

    Raises:
        ValueError: an annotation is missing, or none that a schema knows.
    """
    made = schema_of(op_name or "", prototype_function, mutates_args)
    return f"{made.name}({', '.join(_listed(made.arguments, _inferred))}) -> {made.returns}"


def schema_of(
    name: str, function: Callable[..., Any], mutates_args: str | Iterable[str]
) -> Schema:
    """The schema of a function with annotations.

    Raises:
        ValueError: an annotation is missing, or none that a schema knows.
    """
    signature = inspect.signature(function)

    def refuse(what: str) -> NoReturn:
        raise ValueError(f"infer_schema(func): {what} Got func with signature {signature})")

    changed = None if mutates_args == "unknown" else set(mutates_args)
    meant = _meant(function, refuse)
    arguments = tuple(
        _argument(number, each, meant.parameters[each.name].annotation, changed, refuse)
        for number, each in enumerate(signature.parameters.values())
    )
    if unseen := (changed or set()) - set(signature.parameters):
        refuse(NOT_SEEN.format(names=unseen))
    return Schema(name, arguments, _returns(meant.return_annotation, refuse))


def kinds() -> dict[Any, str]:
    """How a schema writes every annotation that it knows."""
    return dict(pair for base in BASES for pair in _kinds_of(*base))


def _kinds_of(
    base: Any, name: str, lists: bool, of_optional: bool, optional: bool
) -> Iterator[tuple[Any, str]]:
    yield base, name
    yield typing.Optional[base], f"{name}?"  # noqa: UP045
    if lists:
        yield from ((each, f"{name}[]") for each in _lists(base))
    if of_optional:
        yield from ((each, f"{name}?[]") for each in _lists(typing.Optional[base]))  # noqa: UP045
    if optional:
        yield from ((typing.Optional[each], f"{name}[]?") for each in _lists(base))  # noqa: UP045


def _lists(of: Any) -> tuple[Any, ...]:
    return (
        typing.Sequence[of],
        typing.List[of],  # noqa: UP006
        GenericAlias(collections.abc.Sequence, (of,)),
        GenericAlias(list, (of,)),
    )


def _meant(function: Callable[..., Any], refuse: Callable[[str], NoReturn]) -> inspect.Signature:
    """The signature with annotations that are written as texts read."""
    try:
        return inspect.signature(function, eval_str=True)
    except NameError as error:
        refuse(f"Unsupported type annotation {error.name}. It is not a type. ({error}). {LAZILY}")


def _argument(
    number: int,
    parameter: inspect.Parameter,
    annotation: Any,
    changed: set[str] | None,
    refuse: Callable[[str], NoReturn],
) -> Argument:
    name = parameter.name
    keyword_only = parameter.kind is inspect.Parameter.KEYWORD_ONLY
    if not keyword_only and parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
        refuse("We do not support positional-only args, varargs, or varkwargs.")
    if annotation is MISSING:
        refuse(f"Parameter {name} must have a type annotation.")
    known = kinds()
    if annotation not in known:
        tuples = typing.get_origin(annotation) is tuple
        instead = f"{NO_TUPLES}{_as_list(annotation)}" if tuples else ""
        refuse(f"Parameter {name} has unsupported type {parameter.annotation}. {instead}"
               f"The valid types are: {known.keys()}.")  # fmt: skip
    kind = known[annotation]
    if changed is None or name in changed:
        if kind.startswith("Tensor"):
            kind = f"Tensor(a{number}!){kind.removeprefix('Tensor')}"
        elif changed is not None:
            refuse(f"Parameter {name} is in mutable_args but only Tensors or collections of "
                   "Tensors can be mutated")  # fmt: skip
    return Argument(name, kind, parameter.default, keyword_only)


def _as_list(annotation: Any) -> str:
    """The list that says the same as a tuple whose parts are of one type."""
    parts = set(typing.get_args(annotation))
    return f"For example, {GenericAlias(list, tuple(parts))}.\n\n" if len(parts) == 1 else ""


def _returns(annotation: Any, refuse: Callable[[str], NoReturn]) -> str:
    if annotation is None:
        return "()"
    if annotation is MISSING:
        refuse("No return type annotation was provided. Please add one.")
    is_tuple = typing.get_origin(annotation) is tuple
    parts = typing.get_args(annotation) if is_tuple else (annotation,)
    if any(part not in RETURNS for part in parts):
        refuse(f"Return has unsupported type {annotation}. The valid types are: {RETURNS}.")
    names = ", ".join(RETURNS[part] for part in parts)
    return names if not is_tuple else f"(({names}))" if len(parts) == 1 else f"({names})"


def _listed(arguments: Iterable[Argument], written: Callable[[Argument], str]) -> Iterator[str]:
    star = False
    for each in arguments:
        if each.keyword_only and not star:
            star = True
            yield "*"
        yield written(each)


def _inferred(argument: Argument) -> str:
    if argument.default is MISSING:
        return f"{argument.kind} {argument.name}"
    default = argument.default
    quoted = f'"{default}"' if isinstance(default, str) else str(default).removeprefix("torch.")
    return f"{argument.kind} {argument.name}={quoted}"


def _shown(default: Any) -> str:
    """A default value: numbers with a point as C++ writes them, to seventeen digits."""
    if isinstance(default, float):
        digits = f"{default:.17g}"
        return f"{digits}." if digits.lstrip("-").isdigit() else digits
    return f'"{default}"' if isinstance(default, str) else str(default).removeprefix("torch.")
