"""The text of plain values: numbers, words, and lists, tuples and dictionaries of them.

Of arrays there is the shape and what they are made of, as of tensors. Nothing else is looked
into: a ``repr`` of a stranger may be slow, large, or run the user's code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from engine.device import device
from engine.dtypes import dtype
from engine.foundation.built_in import BuiltIn
from engine.storage.size import Size

TEXT = 60
_BITS = 190
_WORD = 20
"""Characters of a text within a list; alone it has ``TEXT``."""
_SCALARS = frozenset({int, float, bool, str, type(None)})
_FIRST, _LAST = 2, 1
"""How many items of a long list are shown: from its start, and from its end."""
_WHOLE = 20
"""The most items that may be written one by one."""
_DEPTH = 2
"""How deep lists within lists are written."""

_CLASSES = (type, BuiltIn)
"""What an ordinary class is made by; the engine's own may be made to look like one of C's."""
_OURS = frozenset({Size, dtype, device})
"""Kinds of the engine's own that write themselves in short."""
_BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")"), dict: ("{", "}")}


def short(value: Any) -> str | None:
    """The text of a small plain value, at most 60 characters; None for anything else."""
    kind = type(value)
    if kind is list or kind is tuple or kind is dict:
        return _listed(value, _DEPTH)
    if kind is np.ndarray:
        return _array(value)
    if is_one_of(kind, _OURS):
        return _shortest(repr(value))
    if issubclass(kind, np.generic) and not issubclass(kind, np.flexible):
        return _shortest(repr(value))
    return _single(value, TEXT)


def is_one_of(kind: type, kinds: Collection[object]) -> bool:
    """Whether a class is one of some ordinary ones; what classes it an own hash is not asked."""
    return type(kind) in _CLASSES and kind in kinds


def _array(value: np.ndarray[Any, Any]) -> str:
    """An array's shape and dtype: "numpy 2×3 float64"."""
    shape = "×".join(map(str, value.shape)) or "scalar"
    return _shortest(f"numpy {shape} {value.dtype.name}")


def _shortest(text: str) -> str:
    return text if len(text) <= TEXT else text[: TEXT - 1] + "…"


def _single(value: Any, most: int) -> str | None:
    kind = type(value)
    if kind is int:
        return repr(value) if value.bit_length() <= _BITS else None
    if kind is float or kind is bool or value is None:
        return repr(value)
    if kind is str:
        return _cut(value[: most + 1], most)
    return None


def _cut(text: str, most: int) -> str:
    shown = repr(text)
    return shown if len(shown) <= most else shown[: most - 2] + "…" + shown[0]


def _listed(value: Any, depth: int) -> str | None:
    """A list as Python writes it; one that is too long without what is in the lists within it."""
    if len(value) > _WHOLE:
        return _abridged(value, depth)
    for inner in (depth, 0):
        texts = _pairs(value, inner) if type(value) is dict else _texts(value, inner)
        if texts is None:
            return None
        whole = _bracketed(value, texts)
        if len(whole) <= TEXT or depth < _DEPTH:
            return whole
    return _abridged(value, depth)


def _bracketed(value: Any, texts: Sequence[str]) -> str:
    left, right = _BRACKETS[type(value)]
    comma = "," if len(texts) == 1 and type(value) is tuple else ""
    return f"{left}{', '.join(texts)}{comma}{right}"


def _abridged(value: Any, depth: int) -> str | None:
    """A list by its first items, its last, and how many it has; a dictionary by its number."""
    left, right = _BRACKETS[type(value)]
    if type(value) is dict:
        return f"{{…}} {len(value)} keys"
    texts = _texts((*value[:_FIRST], *value[-_LAST:]), depth, digits=6)
    if texts is None:
        return None
    shown = f"{left}{', '.join((*texts[:_FIRST], '…', *texts[_FIRST:]))}{right}"
    counted = f" {len(value)} items"
    return (shown if len(shown) + len(counted) <= TEXT else f"{left}…{right}") + counted


def _pairs(whole: dict[Any, Any], depth: int) -> list[str] | None:
    """The texts of a dictionary's keys, with what they stand for; no key is looked up."""
    items = tuple(whole.items())  # at once, as another thread may change it
    pairs = [(_item(key, 0, 0), _item(each, depth, 0)) for key, each in items]
    return None if any(None in pair for pair in pairs) else [f"{k}: {v}" for k, v in pairs]


def _texts(items: Iterable[Any], depth: int, digits: int = 0) -> list[str] | None:
    """The texts of some items of a list."""
    texts = []
    for each in items:
        text = _item(each, depth, digits)
        if text is None:
            return None
        texts.append(text)
    return texts


def _item(value: object, depth: int, digits: int) -> str | None:
    kind = type(value)
    if kind is list or kind is tuple or kind is dict:
        return _listed(value, depth - 1) if depth else _folded(value)
    if digits and kind is float:
        return f"{value:.{digits}g}"
    return _single(value, _WORD)


def _folded(value: Any) -> str | None:
    """A list within lists without its items, as long as the first of them is plain."""
    left, right = _BRACKETS[type(value)]
    if not value:
        return left + right
    # At once, as another thread may change a dictionary, which cannot be walked then.
    items = tuple(value.values()) if type(value) is dict else value
    first = next(iter(items), None)
    return f"{left}…{right}" if is_one_of(type(first), _SCALARS) else None
