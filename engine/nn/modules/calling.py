"""Checks of arguments of layers whose constructors or calls are made from a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.calls.signing import NEEDED


def arguments(
    name: str,
    defaults: Mapping[str, Any],
    args: tuple[Any, ...],
    options: Mapping[str, Any],
    method: str = "__init__",
) -> dict[str, Any]:
    """Every argument by its name, as Python would bind them.

    Raises:
        TypeError: there are too many, too few, or unknown ones.
    """
    names = tuple(defaults)
    call = f"{name}.{method}()"
    for each in options:
        if each not in defaults:
            raise TypeError(f"{call} got an unexpected keyword argument '{each}'")
        if each in names[: len(args)]:
            raise TypeError(f"{call} got multiple values for argument '{each}'")
    needed = [each for each, value in defaults.items() if value is NEEDED]
    if len(args) > len(names):
        least = len(needed) + 1
        most = len(names) + 1
        takes = f"from {least} to {most}" if least != most else f"{most}"
        raise TypeError(
            f"{call} takes {takes} positional arguments but {len(args) + 1} were given"
            if most > 1
            else f"{call} takes 1 positional argument but {len(args) + 1} were given"
        )
    found = {**defaults, **dict(zip(names, args, strict=False)), **options}
    missing = [each for each in needed if found[each] is NEEDED]
    if missing:
        *most_of, last = (f"'{each}'" for each in missing)
        comma = "," if len(most_of) > 1 else ""
        listed = f"{', '.join(most_of)}{comma} and {last}" if most_of else last
        plural = "s" if len(missing) > 1 else ""
        raise TypeError(
            f"{call} missing {len(missing)} required positional argument{plural}: {listed}"
        )
    return found
