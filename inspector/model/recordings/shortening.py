"""Packing the events of a recording when it is saved, as a running program does.

The opposite of ``packing.Unpacker``, which makes the very same events again. What does not repeat
(a large value, a result changed in place) stays whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from inspector.model.recordings.events import AnyEvent, Names, NodeBackward, Op, Statement
from inspector.model.recordings.facts import NextFunction, Operand, Output, Saved, Value
from inspector.model.recordings.packing import (
    FIXED,
    OUTPUT,
    BackwardSite,
    Constant,
    Item,
    NamesSite,
    OpSite,
    Packed,
)


class Shortener:
    """Shortens the events of one recording, in order; knows the sites that it has told so far."""

    def __init__(self) -> None:
        self._sites: dict[Hashable, int] = {}
        self._count = 0

    def shortened(self, events: Iterable[AnyEvent]) -> Iterator[Packed]:
        """The same events as sites, short events and whole ones."""
        for event in events:
            if isinstance(event, Statement):
                yield from self._constant(event)
            elif isinstance(event, Names):
                yield from self._names(event)
            elif isinstance(event, NodeBackward):
                yield from self._backward(event)
            elif isinstance(event, Op):
                yield from self._op(event)
            else:
                yield event

    def _site(self, key: Hashable) -> tuple[int, bool]:
        """The number of a site and whether it is a new one; 0 for what happens the first time."""
        known = self._sites.get(key)
        if known:
            return known, False
        self._count += known is not None
        number = self._sites[key] = 0 if known is None else self._count
        return number, bool(number)

    def _constant(self, event: Statement) -> Iterator[Packed]:
        number, new = self._site(event)
        if new:
            yield Constant(number, event)
        yield [number] if number else event

    def _names(self, event: Names) -> Iterator[Packed]:
        if len(event.bound) != 1 or event.deleted or event.returned or event.waits:
            yield event
            return
        (bound,) = event.bound
        text = _encoded(bound.text)
        if (text is None) if bound.tensor is None else bool(bound.text):
            yield event
            return
        number, new = self._site((Names, bound.name, event.function, event.depth))
        if new:
            yield NamesSite(number, event)
        yield [number, text if bound.tensor is None else bound.tensor] if number else event

    def _backward(self, event: NodeBackward) -> Iterator[Packed]:
        values = *event.incoming, *event.outgoing
        if not all(value is None or _is_small(value) for value in values):
            yield event
            return
        shapes = tuple([None if value is None else _form(value) for value in values])
        number, new = self._site((NodeBackward, event.name, len(event.incoming), shapes))
        if new:
            yield BackwardSite(number, event)
        data = [value.data for value in values if value is not None]
        yield [number, event.backward, event.node, *data] if number else event

    def _op(self, event: Op) -> Iterator[Packed]:
        template = _template(event)
        if template is None:
            yield event
            return
        number, new = self._site(template)
        if new:
            yield OpSite(number, event, *template[1:])
        output = event.outputs[0]
        item: Item = [number, event.op, output.tensor, event.node, output.value.data]
        item += [each.tensor for each in event.inputs if each.tensor is not None]
        item += [each.node for each in event.next if each.node is not None]
        yield item if number else event


def _encoded(text: str) -> bytes | None:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def _is_small(value: Value) -> bool:
    """Whether a value is its shape, its dtype and its bytes, and nothing else."""
    return value.whole and value == Value(value.shape, value.dtype, value.data)


def _form(value: Value) -> tuple[tuple[int, ...], str]:
    return value.shape, value.dtype


def _template(event: Op) -> tuple[Op, tuple[int, ...], tuple[int, ...]] | None:
    """An operation with nothing in its holes, and where its leaves and saved values come from.

    None for one that is more than its site can say.
    """
    if len(event.outputs) != 1 or event.also or event.in_place:
        return None
    output = event.outputs[0]
    leaves, saved = _leaves(event), _saved(event)
    plain = _is_small(output.value) and not output.version and output.view_of is None
    if not plain or leaves is None or saved is None:
        return None
    hollow = Op(
        0, event.name, event.symbol,
        tuple([o if o.tensor is None else Operand(o.name, 0) for o in event.inputs]),
        (Output(0, Value(*_form(output.value), b""), output.requires_grad, output.is_leaf),),
        None if event.node is None else 0, event.grad_fn,
        tuple([n if n.node is None else NextFunction(0, n.name) for n in event.next]),
        tuple([
            s if source == FIXED else Saved(s.name)
            for s, source in zip(event.saved, saved, strict=True)
        ]),
        False, event.grad_enabled, event.line, event.columns, event.end_line, event.inside,
    )  # fmt: skip
    return hollow, leaves, saved


def _leaves(event: Op) -> tuple[int, ...] | None:
    """For every next function the input whose AccumulateGrad it is, -1 for none."""
    tensors = [each.tensor for each in event.inputs]
    if any(each.tensor is not None and each.text for each in event.inputs):
        return None
    found = []
    for edge in event.next:
        if edge.input_nr or (edge.tensor is not None and edge.tensor not in tensors):
            return None
        led = edge.node is not None and edge.tensor is not None
        found.append(tensors.index(edge.tensor) if led else -1)
    return tuple(found)


def _saved(event: Op) -> tuple[int, ...] | None:
    """For every saved value the input that it is, or that it is the output or always the same."""
    tensors = [each.tensor for each in event.inputs]
    found = []
    for each in event.saved:
        if each.tensor is None:
            found.append(FIXED)
        elif each.text or each.value is not None:
            return None
        elif each.tensor in tensors:
            found.append(tensors.index(each.tensor))
        elif each.tensor == event.outputs[0].tensor:
            found.append(OUTPUT)
        else:
            return None
    return tuple(found)
