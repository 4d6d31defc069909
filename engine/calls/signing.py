"""Signatures of functions that are made from a table, as ``inspect`` shows PyTorch's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import Parameter, Signature
from types import MappingProxyType
from typing import Any

NEEDED = object()
"""Stands for the default of an argument that has none."""
UNSAID: Any = object()
"""Stands for an argument that was not given, where None would say something else."""


def sign(
    function: Any,
    first: Sequence[str],
    defaults: Mapping[str, Any],
    by_name: Mapping[str, Any] = MappingProxyType({}),
) -> Any:
    """``function``, whose ``inspect.signature`` is ``first`` and then ``defaults``.

    ``by_name`` : what it takes by name only, and the defaults.
    """
    placed = {**dict.fromkeys(first, NEEDED), **defaults}
    told = [_told(name, Parameter.POSITIONAL_OR_KEYWORD, each) for name, each in placed.items()]
    told += [_told(name, Parameter.KEYWORD_ONLY, each) for name, each in by_name.items()]
    function.__signature__ = Signature(told)
    return function


def _told(name: str, kind: Any, default: Any) -> Parameter:
    needed = default is NEEDED or default is Parameter.empty
    return Parameter(name, kind, default=Parameter.empty if needed else default)
