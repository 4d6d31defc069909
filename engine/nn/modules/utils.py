"""Helpers of ``torch.nn.modules.utils``, which layers of a program's own import too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any


def _ntuple(n: int, name: str = "parse") -> Callable[[Any], tuple[Any, ...]]:
    """A function that repeats a single number ``n`` times, and leaves alone what is several."""

    def parse(x: Any) -> tuple[Any, ...]:
        return tuple(x) if isinstance(x, Iterable) else tuple(repeat(x, n))

    parse.__name__ = name
    return parse


_single = _ntuple(1, "_single")
_pair = _ntuple(2, "_pair")
_triple = _ntuple(3, "_triple")
_quadruple = _ntuple(4, "_quadruple")


def _reverse_repeat_tuple(t: Sequence[Any], n: int) -> tuple[Any, ...]:
    """The elements from the last to the first, each ``n`` times."""
    return tuple(x for x in reversed(t) for _ in range(n))


def consume_prefix_in_state_dict_if_present(state_dict: dict[str, Any], prefix: str) -> None:
    """Strip ``prefix`` from the names of a state dict, in place."""
    _shorten(state_dict, prefix, [each for each in state_dict if each.startswith(prefix)])
    metadata = getattr(state_dict, "_metadata", {})
    whole = prefix.replace(".", "")
    _shorten(metadata, prefix, [e for e in metadata if e and (e == whole or e.startswith(prefix))])


def _shorten(named: dict[str, Any], prefix: str, keys: Iterable[str]) -> None:
    for key in keys:
        named[key[len(prefix) :]] = named.pop(key)
