"""Events said once and then only by what differs: how a running program tells them cheaply.

The same place of a program makes the same kind of event again and again. The first is sent whole,
as a *site*; each later one as a short list: the site's number and what stands in its holes. The
reader puts both together again, so that nobody else ever meets anything but whole events.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import msgspec

from inspector.model.recordings.events import (
    AnyEvent,
    BackwardBegin,
    Binding,
    Event,
    Names,
    NextFunction,
    NodeBackward,
    Op,
    Operand,
    Output,
    Ready,
    Saved,
    Value,
)

Part: TypeAlias = int | bytes | float | Value | None
Item: TypeAlias = list[Part]
Make: TypeAlias = Callable[[Item], AnyEvent]

OUTPUT, FIXED, ENCLOSED = -1, -2, -3
"""What a saved value is that is none of the inputs."""


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
    Where the output is a ``view`` of an input (-1: of none), its version stands last.
    """

    site: int
    event: Op
    leaves: tuple[int, ...] = ()
    saved: tuple[int, ...] = ()
    view: int = -1


class Begin(Event, frozen=True, tag="begin"):
    """A backward pass starts: what ``Ready`` says of the nodes it will run stands in columns."""

    event: BackwardBegin
    nodes: tuple[int, ...]
    names: tuple[str, ...]
    contributions: tuple[int, ...]
    tensors: tuple[int | None, ...]


Site: TypeAlias = Constant | NamesSite | BackwardSite | OpSite
Packed: TypeAlias = AnyEvent | Begin | Constant | NamesSite | BackwardSite | OpSite | Item


MOST_SHARED = 1 << 16
_FLOAT = struct.Struct("<f").pack


class Shared:
    """Small values that were met lately: what one node sends is what the next receives."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[int, ...], str, bytes, bool], Value] = {}

    def filled(self, value: Value, data: Part) -> Value:
        """The value of the same shape and dtype that holds ``data``, or ``data`` if it is one.

        Of no data at all it is the value that was not recorded.
        """
        if type(data) is Value:
            return data
        held = b"" if data is None else data if type(data) is bytes else _scalar(data)
        key = value.shape, value.dtype, held, data is not None
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_SHARED:
                self._known.clear()
            found = self._known[key] = Value(*key)
        return found


class Unpacker:
    """Makes whole events of what one program sends; knows the sites it has sent so far."""

    def __init__(self) -> None:
        self._makers: dict[int, Make] = {}
        self._shared = Shared()

    def unpack(self, batch: Iterable[Packed]) -> list[AnyEvent]:
        """The events of a batch.

        Raises:
            PackingError: a short event has no site, or does not fit it.
        """
        try:
            return list(self._events(batch))
        except (LookupError, TypeError, ValueError) as error:
            raise PackingError(f"a short event does not fit its site ({error!r})") from error

    def _events(self, batch: Iterable[Packed]) -> Iterator[AnyEvent]:
        makers = self._makers
        for each in batch:
            if type(each) is list:
                yield makers[each[0]](each)  # type: ignore[index]
            elif isinstance(each, Constant | NamesSite | BackwardSite | OpSite):
                makers[each.site] = _maker(each, self._shared)
            elif isinstance(each, Begin):
                columns = each.nodes, each.names, each.contributions, each.tensors
                ready = [Ready(*row) for row in zip(*columns, strict=True)]
                yield msgspec.structs.replace(each.event, nodes=tuple(ready))
            else:
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
    values = (*event.incoming, *event.outgoing)
    length = 3 + sum(value is not None for value in values)

    def make(item: Item) -> NodeBackward:
        if len(item) != length:
            raise PackingError(f"a short node has {len(item)} parts, not {length}")
        data = iter(item[3:])
        found = [None if value is None else shared.filled(value, next(data)) for value in values]
        incoming, outgoing = tuple(found[:arriving]), tuple(found[arriving:])
        return NodeBackward(_int(item[1]), _int(item[2]), name, incoming, outgoing)

    return make


def _operation(site: OpSite, shared: Shared) -> Make:
    event = site.event
    output = event.outputs[0]
    flags, view = (output.requires_grad, output.is_leaf), site.view
    operands, following, saved = event.inputs, event.next, event.saved
    first = 5
    node_first = first + sum(each.tensor is not None for each in operands)
    enclosed_first = node_first + sum(each.node is not None for each in following)
    length = enclosed_first + site.saved.count(ENCLOSED) + (view >= 0)

    def make(item: Item) -> Op:
        if len(item) != length:
            raise PackingError(f"a short operation has {len(item)} parts, not {length}")
        place, tensors, inputs = first, [], []
        for each in operands:
            if each.tensor is None:
                tensors.append(0)
                inputs.append(each)
            else:
                tensors.append(_int(item[place]))
                inputs.append(Operand(each.name, tensors[-1]))
                place += 1
        targets = []
        for edge, leaf in zip(following, site.leaves, strict=True):
            if edge.node is None:
                targets.append(edge)
            else:
                whose = None if leaf < 0 else tensors[leaf]
                targets.append(NextFunction(_int(item[place]), edge.name, 0, whose))
                place += 1
        out = _int(item[2])
        enclosed = iter(item[enclosed_first:])
        kept = [
            each
            if source == FIXED
            else Saved(each.name, None, _value(next(enclosed)))
            if source == ENCLOSED
            else Saved(each.name, (*tensors, out)[source])
            for each, source in zip(saved, site.saved, strict=True)
        ]
        made = Output(out, shared.filled(output.value, item[4]), *flags)
        if view >= 0:
            made = Output(out, made.value, *flags, _int(item[-1]), tensors[view])
        return Op(
            _int(item[1]), event.name, event.symbol, tuple(inputs), (made,),
            None if item[3] is None else _int(item[3]), event.grad_fn, tuple(targets),
            tuple(kept), False, event.grad_enabled, event.line, event.columns, event.end_line,
            event.inside,
        )  # fmt: skip

    return make


def _int(part: Part) -> int:
    if type(part) is not int:
        raise PackingError(f"{part!r} stands where a number should")
    return part


def _value(part: Part) -> Value:
    if type(part) is not Value:
        raise PackingError(f"{part!r} stands where a value should")
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
