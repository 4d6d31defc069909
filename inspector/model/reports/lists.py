"""Variables as rows: what a long list or dictionary holds stands together, below its own name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.model.recordings.facts import Binding

MOST = 8
"""So many tensors of one list stand for themselves."""
_OWNER = re.compile(r"[^\[]+(?=\[)")
_PLACE = re.compile(r"[^\[]+\[\d+\]")


@dataclass(frozen=True, slots=True)
class Row:
    """One variable, or a list called ``name`` with what it ``holds``."""

    name: str
    holds: tuple[Binding, ...]

    @property
    def is_list(self) -> bool:
        """Whether it is a list, and no variable."""
        return len(self.holds) > 1

    @property
    def words(self) -> str:
        """What a list is, in a few words: "list of 40 tensors", "40 tensors"."""
        plain = all(_PLACE.fullmatch(one.name) for one in self.holds)
        return f"{'list of ' if plain else ''}{len(self.holds)} tensors"


def rows(bindings: Sequence[Binding]) -> Iterator[Row]:
    """The rows of a frame in order; a long list stands where its first tensor would."""
    owners = Counter(owner for one in bindings if (owner := _owner(one)))
    told = set[str]()
    for one in bindings:
        owner = _owner(one)
        if owners[owner] <= MOST:
            yield Row(one.name, (one,))
        elif owner not in told:
            told.add(owner)
            yield Row(owner, tuple(each for each in bindings if _owner(each) == owner))


def _owner(one: Binding) -> str:
    """The list or dictionary that holds a tensor; "" for what has a name of its own."""
    found = _OWNER.match(one.name) if one.tensor is not None else None
    return found[0] if found else ""
