"""Packing events: what repeats is sent once as a site, later events say only what differs.

The same place of a program makes the same kind of event again and again. The first is sent whole,
as a *site*; each later one as a short list: the site's number and what stands in its holes. The
reader puts both together again, so that nobody else ever meets anything but whole events.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeAlias, TypeVar

import msgspec

from inspector.model.recordings.events import (
    AnyEvent,
    BackwardBegin,
    Event,
    Names,
    NodeBackward,
    Op,
)
from inspector.model.recordings.facts import (
    Binding,
    NextFunction,
    Operand,
    Output,
    Ready,
    Saved,
    Value,
)
from inspector.model.recordings.ids import Number
from inspector.model.recordings.soundness import check_value, check_values

Part: TypeAlias = Number | bytes | float | Value | None
Item: TypeAlias = list[Part]
Make: TypeAlias = Callable[[Item], AnyEvent]

Each = TypeVar("Each")
Placed: TypeAlias = tuple[list[tuple[Each, int]], int]

OUTPUT, FIXED, ENCLOSED = -1, -2, -3
"""What a saved value is that is none of the inputs."""
NO_VIEW, OTHER = -1, -2
"""Of which input an output is a view where it is of none, or of a tensor that is not an input."""


class PackingError(ValueError):
    """A short event does not fit its site; the message says how."""


class Constant(Event, frozen=True, tag="site"):
    """An event without holes: ``[site]``."""

    site: int
    event: AnyEvent


class NamesSite(Event, frozen=True, tag="names_site"):
    """One variable bound: ``[site, tensor]`` or ``[site, text in UTF-8]``."""

    site: int
    event: Names


class BackwardSite(Event, frozen=True, tag="node_site"):
    """A node that ran: ``[site, backward, node, data…]``, data for every gradient there is."""

    site: int
    event: NodeBackward


class OpSite(Event, frozen=True, tag="op_site"):
    """An operation with one output: ``[site, op, output, node, data, inputs…, next nodes…]``.

    Inputs and next nodes are those that the event has a tensor or node for; data is None where
    the value is not recorded. ``leaves`` has for every next function the input whose
    AccumulateGrad it is, -1 for none; ``saved`` for every saved value the input that it is, -1
    for the output, -2 where it is always the same, -3 where its value follows the next nodes.
    Where the output is a ``view`` of an input (-1: of none), its version stands last; where it is
    one of some other tensor (-2), that tensor comes after the version.
    """

    site: int
    event: Op
    leaves: tuple[int, ...] = ()
    saved: tuple[int, ...] = ()
    view: int = NO_VIEW


class Begin(Event, frozen=True, tag="begin"):
    """A backward pass starts: what ``Ready`` says of the nodes it will run stands in columns."""

    event: BackwardBegin
    nodes: tuple[Number, ...]
    names: tuple[str, ...]
    contributions: tuple[Number, ...]
    tensors: tuple[Number | None, ...]


Site: TypeAlias = Constant | NamesSite | BackwardSite | OpSite
Packed: TypeAlias = AnyEvent | Begin | Constant | NamesSite | BackwardSite | OpSite | Item


MOST_SHARED = 1 << 14
_FLOAT = struct.Struct("<f").pack
Fill: TypeAlias = Callable[[Part], Value]


class Unpacked(list[AnyEvent]):
    """Events of a batch, of which the short ones are as sound as their sites, which were checked.

    ``whole`` are the places of those that came as they are; see ``soundness``.
    """

    def __init__(self, events: Iterable[AnyEvent], whole: Collection[int]) -> None:
        super().__init__(events)
        self.whole = whole


class Shared:
    """Small values that were met lately: what one node sends is what the next receives."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[int, ...], str], dict[Part, Value]] = {}

    def fills(self, value: Value) -> Fill:
        """What makes values of the same shape and dtype that hold some data.

        Of data that is a value it makes that one, of no data the value that was not recorded.
        """
        shape, dtype = value.shape, value.dtype
        known = self._known.setdefault((shape, dtype), {})

        def fill(data: Part) -> Value:
            if type(data) is Value:
                check_value(data)
                return data
            held = _scalar(data) if type(data) is not bytes and data is not None else data
            found = known.get(held)
            if found is None:
                if len(known) >= MOST_SHARED:
                    known.clear()
                found = Value(shape, dtype, b"" if held is None else held, held is not None)
                check_value(found)
                known[held] = found
            return found

        return fill


class Unpacker:
    """Makes whole events of what one program sends; knows the sites it has sent so far."""

    def __init__(self) -> None:
        self._makers: dict[Part, Make] = {}
        self._shared = Shared()

    def unpack(self, batch: Iterable[Packed]) -> Unpacked:
        """The events of a batch.

        Raises:
            PackingError: a short event has no site, or does not fit it, or a site is not sound.
        """
        whole: set[int] = set()
        try:
            return Unpacked(self._events(batch, whole), whole)
        except (LookupError, TypeError, ValueError) as error:
            raise PackingError(f"a short event does not fit its site ({error!r})") from error

    def _events(self, batch: Iterable[Packed], whole: set[int]) -> Iterator[AnyEvent]:
        makers, place = self._makers, -1
        for each in batch:
            place += 1
            if type(each) is list:
                yield makers[each[0]](each)
            elif isinstance(each, Constant | NamesSite | BackwardSite | OpSite):
                place -= 1
                check_values(each.event)
                makers[each.site] = _maker(each, self._shared)
            elif isinstance(each, Begin):
                columns = each.nodes, each.names, each.contributions, each.tensors
                ready = [Ready(*row) for row in zip(*columns, strict=True)]
                whole.add(place)
                yield msgspec.structs.replace(each.event, nodes=tuple(ready))
            else:
                whole.add(place)
                yield each  # type: ignore[misc]


def _maker(site: Site, shared: Shared) -> Make:
    """What makes the events of a site."""
    if isinstance(site, Constant):
        event = site.event
        return lambda item: event
    if isinstance(site, NamesSite):
        return _names(site.event)
    if isinstance(site, BackwardSite):
        return _backward(site.event, shared)
    return _operation(site, shared)


def _names(event: Names) -> Make:
    name, function, depth = event.bound[0].name, event.function, event.depth

    def make(item: Item) -> Names:
        what = item[1]
        if type(what) is int:
            bound = Binding(name, what)
        else:
            bound = Binding(name, None, _bytes(what).decode())
        return Names((bound,), (), function, depth)

    return make


def _backward(event: NodeBackward, shared: Shared) -> Make:
    name, arriving = event.name, len(event.incoming)
    fills = [
        None if value is None else shared.fills(value)
        for value in (*event.incoming, *event.outgoing)
    ]
    length = 3 + sum(fill is not None for fill in fills)
    every = None not in fills

    def make(item: Item) -> NodeBackward:
        if len(item) != length:
            raise PackingError(f"a short node has {len(item)} parts, not {length}")
        data = item[3:]
        if not every:
            told = iter(data)
            data = [None if fill is None else next(told) for fill in fills]
        found = [fill and fill(part) for fill, part in zip(fills, data, strict=True)]
        incoming, outgoing = tuple(found[:arriving]), tuple(found[arriving:])
        return NodeBackward(_int(item[1]), _int(item[2]), name, incoming, outgoing)

    return make


def _operation(site: OpSite, shared: Shared) -> Make:
    event = site.event
    output = event.outputs[0]
    flags, view = (output.requires_grad, output.is_leaf), site.view
    first = 5
    operands, node_first = _places([(one, one.tensor) for one in event.inputs], OWN)
    targets, ids_end = _places([(one, one.node) for one in event.next], node_first)
    enclosed_first = first + ids_end - OWN
    # A next function's variable is the input that stands at this place, 0 for none.
    edges = [
        (edge, place, 0 if leaf < 0 else operands[leaf][1])
        for (edge, place), leaf in zip(targets, site.leaves, strict=True)
    ]
    kept = tuple(zip(event.saved, site.saved, strict=True))
    length = enclosed_first + site.saved.count(ENCLOSED) + (view != NO_VIEW) + (view == OTHER)
    name, symbol, grad_fn = event.name, event.symbol, event.grad_fn
    where = event.grad_enabled, event.line, event.columns, event.end_line, event.inside
    fill = shared.fills(output.value)

    def make(item: Item) -> Op:
        if len(item) != length:
            raise PackingError(f"a short operation has {len(item)} parts, not {length}")
        node = item[3]
        ids = _ids([item[1], item[2], *item[first:enclosed_first]])
        own, out = ids[0], ids[1]
        if node is not None and type(node) is not int:
            raise PackingError(f"{node!r} stands where a node should")
        inputs = [Operand(each.name, ids[at]) if at else each for each, at in operands]
        following = [
            NextFunction(ids[at], edge.name, 0, ids[leaf] if leaf else None) if at else edge
            for edge, at, leaf in edges
        ]
        saved = _saved(kept, inputs, item, enclosed_first) if kept else ()
        if view == NO_VIEW:
            made = Output(out, fill(item[4]), *flags)
        elif view == OTHER:
            made = Output(out, fill(item[4]), *flags, _int(item[-2]), _int(item[-1]))
        else:
            made = Output(out, fill(item[4]), *flags, _int(item[-1]), inputs[view].tensor)
        return Op(
            own, name, symbol, tuple(inputs), (made,), node, grad_fn, tuple(following), saved,
            False, *where,
        )  # fmt: skip

    return make


OWN = 2
"""Ids of a short operation that stand before those of its inputs: its own and its output's."""


def _ids(parts: list[Part]) -> list[int]:
    """The same parts, which are all ids."""
    if type(sum(parts)) is not int:  # type: ignore[arg-type]
        raise PackingError("something stands where a number should")
    return parts  # type: ignore[return-value]


def _places(parts: Sequence[tuple[Each, int | None]], first: int) -> Placed[Each]:
    """Each part with which id of a short event is its own, 0 if none, and which comes next."""
    placed = []
    for part, own in parts:
        placed.append((part, 0 if own is None else first))
        first += own is not None
    return placed, first


def _saved(
    kept: Sequence[tuple[Saved, int]], inputs: Sequence[Operand], item: Item, first: int
) -> tuple[Saved, ...]:
    """What an operation keeps: its output, its inputs, or values that stand from ``first`` on."""
    found = []
    for each, source in kept:
        if source == FIXED:
            found.append(each)
        elif source == ENCLOSED:
            value = _value(item[first])
            first += 1
            found.append(Saved(each.name, None, value))
        else:
            tensor = _int(item[2]) if source == OUTPUT else inputs[source].tensor or 0
            found.append(Saved(each.name, tensor))
    return tuple(found)


def _int(part: Part) -> int:
    if type(part) is not int:
        raise PackingError(f"{part!r} stands where a number should")
    return part


def _value(part: Part) -> Value:
    if type(part) is not Value:
        raise PackingError(f"{part!r} stands where a value should")
    check_value(part)
    return part


def _scalar(part: Part) -> bytes:
    """The bytes of a float32, which a program tells of as a number, since that costs it less."""
    try:
        return _FLOAT(part)
    except (struct.error, OverflowError):
        raise PackingError(f"{part!r} stands where a float should") from None


def _bytes(part: Part) -> bytes:
    if type(part) is not bytes:
        raise PackingError(f"{part!r} stands where bytes should")
    return part
