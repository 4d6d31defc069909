"""Fitting the arguments of a call to a schema, or refusing them in PyTorch's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from engine.device import device
from engine.dtypes import dtype
from engine.library.schemas import MISSING, Argument, Schema
from engine.tensor import Tensor

TYPES: Final = {"SymInt": "int", "int": "int", "Scalar": "number", "ScalarType": "int"}
"""What errors call the kinds of schemas, where they do not call them the same."""
UNCAST = (
    "Unable to cast Python instance of type {kind} to C++ type '?' (#define "
    "PYBIND11_DETAILED_ERROR_MESSAGES or compile in debug mode for details)"
)


class _UncastError(Exception):
    """A value that is not of its kind; says what the last line of the error is."""


def bound(
    schema: Schema, args: Sequence[Any], options: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The positional arguments and those given by keyword only, each of its kind.

    As in PyTorch, the function is not given what stands last and is left at its default.

    Raises:
        RuntimeError: one is missing, too much, given twice, or of another kind.
    """
    positional = [each for each in schema.arguments if not each.keyword_only]
    if len(args) > len(positional):
        raise RuntimeError(
            f"{schema.name}() expected at most {len(positional)} argument(s) but received "
            f"{len(args)} argument(s). Declaration: {schema}"
        )
    given = dict(zip((each.name for each in positional), args, strict=False))
    found = {}
    for place, each in enumerate(schema.arguments):
        found[each.name] = _value(schema, place, each, {**options, **given})
        if each.name in given and each.name in options:
            raise RuntimeError(
                f"Argument '{each.name}' specified both as positional and keyword argument. "
                f"Schema: {schema}"
            )
    for name in options:
        if name not in found:
            raise RuntimeError(f"Unknown keyword argument '{name}' for operator '{schema.name}'. "
                               f"Schema: {schema}")  # fmt: skip
    while positional and _is_default(positional[-1], found[positional[-1].name]):
        positional.pop()
    return (
        tuple(found[each.name] for each in positional),
        {each.name: found[each.name] for each in schema.arguments if each.keyword_only},
    )


def completed(schema: Schema, args: Sequence[Any]) -> tuple[Any, ...]:
    """The positional arguments with the defaults that were left out."""
    positional = [each for each in schema.arguments if not each.keyword_only]
    return (*args, *(each.default for each in positional[len(args) :]))


def _is_default(argument: Argument, value: Any) -> bool:
    default = argument.default
    return default is not MISSING and type(value) is type(default) and bool(value == default)


def _value(schema: Schema, place: int, argument: Argument, given: Mapping[str, Any]) -> Any:
    if argument.name not in given:
        if argument.default is MISSING:
            raise RuntimeError(
                f"{schema.name}() is missing value for argument '{argument.name}'. "
                f"Declaration: {schema}"
            )
        return argument.default
    value = given[argument.name]
    try:
        return _cast(argument.plain, value)
    except _UncastError as error:
        raise RuntimeError(
            f"{schema.name}() Expected a value of type '{_called(argument.plain)}' for argument "
            f"'{argument.name}' but instead found type '{type(value).__name__}'.\n"
            f"Position: {place}\nValue: {value!r}\nDeclaration: {schema}\n{error}"
        ) from None


def _called(kind: str) -> str:
    if kind.endswith("?"):
        return f"Optional[{_called(kind[:-1])}]"
    if kind.endswith("[]"):
        return f"List[{_called(kind[:-2])}]"
    return TYPES.get(kind, kind)


def _cast(kind: str, value: Any) -> Any:
    if kind.endswith("?"):
        return None if value is None else _cast(kind[:-1], value)
    if kind.endswith("[]"):
        return _cast_list(kind[:-2], value)
    return _CASTS[kind](value)


def _cast_list(kind: str, value: Any) -> list[Any]:
    if kind.startswith("Tensor"):
        whole = isinstance(value, list | tuple) and all(
            isinstance(each, Tensor) or (each is None and kind.endswith("?")) for each in value
        )
        if not whole:
            raise _uncast(value)
        return list(value)
    if isinstance(value, str):
        raise _uncast(value)
    try:
        members = list(value)
    except TypeError as error:
        raise _UncastError(f" Python error details: TypeError: {error}") from None
    return [_cast(kind, each) for each in members]


def _uncast(value: Any) -> _UncastError:
    return _UncastError(f"Cast error details: {UNCAST.format(kind=type(value))}")


def _tensor(value: Any) -> Any:
    if value is None or isinstance(value, Tensor):
        return value
    raise _UncastError(f"Cast error details: Unable to cast {value} to Tensor")


def _number(kind: type[int | float]) -> Callable[[Any], Any]:
    accepted = (int, bool) if kind is int else (int, bool, float)

    def cast(value: Any) -> Any:
        if isinstance(value, Tensor) and value.numel() == 1 and value._edge is None:
            return kind(value.item())
        if not isinstance(value, accepted):
            raise _uncast(value)
        return kind(value)

    return cast


def _either(*accepted: type) -> Callable[[Any], Any]:
    def cast(value: Any) -> Any:
        if not isinstance(value, accepted):
            raise _uncast(value)
        return value

    return cast


def _bool(value: Any) -> bool:
    if not isinstance(value, int | float | Tensor):
        raise _uncast(value)
    return bool(value)


_CASTS: Final[dict[str, Callable[[Any], Any]]] = {
    "Tensor": _tensor, "SymInt": _number(int), "int": _number(int), "float": _number(float),
    "bool": _bool, "str": _either(str), "Scalar": _either(int, float, bool, complex, Tensor),
    "ScalarType": _either(dtype), "Device": lambda value: device(value),
}  # fmt: skip
