"""What PyTorch's argument parser says of a call that fits no declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.calls.signatures import (
    NUMBERS_AS_TENSORS,
    SAME_NAMES,
    Parameter,
    Signature,
    is_int,
    pieces,
    signatures_of,
)
from engine.errors import type_name
from engine.tensor import Tensor

# Whose sizes PyTorch also takes as symbols, so that it does not know plain ones again.
SYMBOLIC = frozenset({"conv1d", "conv2d", "conv3d"})
# Said of a list only once the overload that takes it was chosen.
UNREADABLE = "failed to unpack the object at pos"
INDENT = "      didn't match because some of the "
Arguments = Sequence[Any]
Keywords = Mapping[str, Any]


def miscalled(place: str, args: Arguments, keywords: Keywords) -> TypeError | None:
    """PyTorch's error if the arguments fit none of the function's declarations."""
    root, _, name = place.rpartition(".")
    if root == "Tensor":
        args = args[1:]
    elif root not in ("", "nn"):
        name = f"{root}_{name}"
    signatures, hidden = signatures_of(place)
    wrong = [_mismatch(name, each, args, keywords, root == "Tensor") for each in signatures]
    if not wrong or None in wrong:
        return None
    if len(signatures) == 1 and not hidden:
        return TypeError(wrong[0])
    for text, each in zip(wrong, signatures, strict=True):
        if text is not None and UNREADABLE in text and not each.parameters[0].optional:
            return TypeError(text)
    count = len(args) + len(keywords)
    plausible = [
        text
        for text, each in zip(wrong, signatures, strict=True)
        if each.least <= count and (count <= len(each.parameters) or _spreads(each, args))
    ]
    if len(plausible) == 1:
        return TypeError(plausible[0])
    return TypeError(_listing(name, signatures, args, keywords))


def _mismatch(
    name: str, signature: Signature, args: Arguments, keywords: Keywords, method: bool
) -> str | None:
    """What is wrong with the arguments for one overload."""
    if len(args) > signature.positional and not _spreads(signature, args):
        if method and not signature.parameters:
            return f"TensorBase.{name}() takes no arguments ({len(args)} given)"
        return f"{name}() takes " + _too_many(signature, len(args))
    left = dict(keywords)
    for place, parameter in enumerate(signature.parameters):
        by_place = place < len(args) and not parameter.keyword_only
        if by_place:
            value = args[place]
        elif (found := _given(parameter, left)) is not None:
            value = left.pop(found)
        elif parameter.optional:
            continue
        else:
            return f"{name}() missing " + _missing(signature.parameters[place:])
        spread = by_place and _spreads(signature, args)
        if not spread and not parameter.takes(value, name.rstrip("_") in NUMBERS_AS_TENSORS):
            return _mistyped(name, parameter, value, place + 1 if by_place else 0)
        text = _unreadable(name, parameter, args if spread else value)
        if text:
            return text
    if left and method and not signature.parameters:
        return f"TensorBase.{name}() takes no keyword arguments"
    return _left_over(name, signature, keywords) if left else None


def _spreads(signature: Signature, args: Arguments) -> bool:
    """Are the arguments the numbers of one list, written one after the other?"""
    return signature.spreads and bool(args) and is_int(args[0])


def _given(parameter: Parameter, keywords: Keywords) -> str | None:
    for name in (parameter.name, SAME_NAMES.get(parameter.name, parameter.name)):
        if name in keywords:
            return name
    return None


def _too_many(signature: Signature, given: int) -> str:
    least = sum(not each.optional for each in signature.parameters)  # those by keyword, too
    most = signature.positional
    verb = "was" if given == 1 else "were"
    if least != most:
        return f"from {least} to {most} positional arguments but {given} {verb} given"
    plural = "" if most == 1 else "s"
    return f"{most} positional argument{plural} but {given} {verb} given"


def _missing(parameters: Sequence[Parameter]) -> str:
    names = [f'"{each.name}"' for each in parameters if not each.optional]
    plural = "s" if len(names) == 1 else ""  # the wrong way round in PyTorch
    return f"{len(names)} required positional argument{plural}: " + ", ".join(names)


def _mistyped(name: str, parameter: Parameter, value: Any, place: int) -> str:
    where = f" (position {place})" if place else ""
    start = f"{name}(): argument '{parameter.name}'{where} must be {parameter.kind}, "
    if parameter.kind.startswith("tuple of") and isinstance(value, tuple | list):
        expected = Tensor if parameter.kind == "tuple of Tensors" else int
        bad = next((n for n, each in enumerate(value) if not isinstance(each, expected)), 0)
        return start + f"but found element of type {type_name(value[bad])} at pos {bad}"
    return start + f"not {type_name(value)}"


def _unreadable(name: str, parameter: Parameter, value: Any) -> str:
    """A list of whole numbers is only read to its end after the overload was chosen."""
    if parameter.kind != "tuple of ints" or not isinstance(value, tuple | list):
        return ""
    for number, each in enumerate(value, start=1):
        if not is_int(each) and not isinstance(each, bool):  # only a first truth value is told
            return (
                f"{name}(): argument '{parameter.name}' {UNREADABLE} "
                f'{number} with error "type must be tuple of ints,but got {type_name(each)}"'
            )
    return ""


def _left_over(name: str, signature: Signature, keywords: Keywords) -> str:
    names = [each.name for each in signature.parameters]
    unknown = next((keyword for keyword in keywords if keyword not in names), None)
    if unknown is not None:
        return f"{name}() got an unexpected keyword argument '{unknown}'"
    return f"{name}() got multiple values for argument '{next(iter(keywords))}'"


def _listing(
    name: str, signatures: Sequence[Signature], args: Arguments, keywords: Keywords
) -> str:
    start = f"{name}() received an invalid combination of arguments - got "
    if len(signatures) == 1:
        return start + f"{_described(args, keywords)}, but expected {signatures[0].text}"
    lines = [start + _described(args, keywords) + ", but expected one of:"]
    for each in signatures:
        lines.append(f" * {each.text}")
        if len(pieces(each.text)) == len(args) + len(keywords):
            lines.append(_why(name, each, args, keywords))
    return "\n".join(lines) + "\n"


def _why(name: str, signature: Signature, args: Arguments, keywords: Keywords) -> str:
    parts = pieces(signature.text)
    names = [each.rpartition(" ")[2] for each in parts]
    unknown = [keyword for keyword in reversed(list(keywords)) if keyword not in names]
    if unknown:
        return f"{INDENT}keywords were incorrect: {', '.join(unknown)}"
    placed = [_kind_read(each) for each in parts]
    if name in SYMBOLIC:
        placed = ["" if "int" in kind else kind for kind in placed]
    told = [_marked(value, kind) for value, kind in zip(args, placed, strict=False)]
    for keyword, value in reversed(list(keywords.items())):
        text = f"{keyword}={_contents(value)}"
        told.append(text if _is_kind(value, placed[names.index(keyword)]) else f"!{text}!")
    end = "" if args else ", "
    return f"{INDENT}arguments have invalid types: ({', '.join(told)}{end})"


def _kind_read(piece: str) -> str:
    """The kind of an argument as PyTorch reads it off the text: that of a default it misreads."""
    return "" if piece == "*" or " = " in piece else piece.rpartition(" ")[0]


def _marked(value: Any, kind: str) -> str:
    text = _contents(value)
    return text if _is_kind(value, kind) else f"!{text}!"


def _is_kind(value: Any, kind: str) -> bool:
    if kind == "float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "tuple of ints":
        return isinstance(value, tuple | list) and all(is_int(each) for each in value)
    return type_name(value) == kind


def _contents(value: Any) -> str:
    if isinstance(value, tuple):
        inner = ", ".join(type_name(each) for each in value)
        return f"tuple of ({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"list of [{', '.join(type_name(each) for each in value)}]"
    return type_name(value)


def _described(args: Arguments, keywords: Keywords) -> str:
    parts = [f"{type_name(value)}, " for value in args]
    parts += [f"{name}={type_name(value)}, " for name, value in reversed(list(keywords.items()))]
    text = "(" + "".join(parts)
    return (text[:-2] if args else text) + ")"
