"""What is kept when little room is left: the graph without its values.

Statements and operations, the shapes of what they made, backward passes and what they reached
stay as they are. Values are told as not recorded, so that no old one is taken for a new one; the
single steps of backward passes and variables that hold no tensor are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from inspector.model.recordings.events import Names, NodeBackward
from inspector.model.recordings.facts import Value
from inspector.model.recordings.packing import (
    Constant,
    Item,
    NamesSite,
    OpSite,
    Packed,
    Site,
)

LEFT_OUT = "values, plain variables and the steps of backward passes: only the graph is kept"
_DATA = 4


class Outline:
    """Turns events into what they say of the graph; has to have met the sites they refer to."""

    def __init__(self) -> None:
        self._sites: dict[int, Site] = {}

    def meet(self, batch: Iterable[Packed]) -> None:
        """Remember the sites of a batch."""
        self._sites.update({each.site: each for each in batch if isinstance(each, Site)})

    def of(self, batch: Iterable[Packed]) -> list[Packed]:
        """What is left of a batch."""
        return list(self._left(batch))

    def _left(self, batch: Iterable[Packed]) -> Iterator[Packed]:
        for each in batch:
            if isinstance(each, list):
                yield from self._short(each)
            elif isinstance(each, Site):
                yield each
            elif not isinstance(each, NodeBackward | Names):
                yield hollow(each)
            elif isinstance(each, Names) and (each.returned or each.waits or _tells_tensors(each)):
                yield each

    def _short(self, item: Item) -> Iterator[Item]:
        site = self._sites.get(item[0] if isinstance(item[0], int) else 0)
        if isinstance(site, OpSite):
            yield [*item[:_DATA], None, *map(hollow, item[_DATA + 1 :])]
        elif isinstance(site, Constant) or (isinstance(site, NamesSite) and type(item[1]) is int):
            yield item


def _tells_tensors(event: Names) -> bool:
    return any(binding.tensor is not None for binding in event.bound)


def hollow(part: Any) -> Any:
    """An event, or a part of one, in which every value has its shape and dtype alone."""
    if isinstance(part, Value):
        return Value(part.shape, part.dtype, b"", whole=False)
    if isinstance(part, tuple):
        return tuple(map(hollow, part))
    if isinstance(part, msgspec.Struct):
        return type(part)(*[hollow(getattr(part, name)) for name in part.__struct_fields__])
    return part
