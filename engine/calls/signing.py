"""Signatures of functions that are made from a table, as ``inspect`` shows PyTorch's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import Parameter, Signature
from typing import Any

NEEDED = object()
"""Stands for the default of an argument that has none."""


def sign(function: Any, first: Sequence[str], defaults: Mapping[str, Any]) -> Any:
    """``function``, which ``inspect.signature`` tells to take ``first`` and then ``defaults``."""
    every = {**dict.fromkeys(first, NEEDED), **defaults}
    function.__signature__ = Signature(
        [
            Parameter(
                name,
                Parameter.POSITIONAL_OR_KEYWORD,
                default=Parameter.empty if default is NEEDED else default,
            )
            for name, default in every.items()
        ]
    )
    return function
