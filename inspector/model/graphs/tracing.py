"""Walking a recording once, in order, for every vertex and edge that a graph of it may show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from inspector.model.graphs.vertex import FAILED, Edge, Kind, Vertex, View
from inspector.model.recordings.events import (
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    Error,
    GradMode,
    Names,
    Op,
    RequiresGrad,
)
from inspector.model.recordings.facts import Operand, Output
from inspector.model.recordings.operands import (
    OF_A_PART,
    absorbed,
    matched,
    past_the_view,
    rewritten,
    symbol,
    tensors,
)

NOTHING = -1
"""The tensor of what has made none."""


class Draft(msgspec.Struct, frozen=True, gc=False):
    """A vertex as far as its own event tells; what later events add is looked up when shown.

    ``aside`` marks an untracked in-place change of a leaf (``w -= …`` under ``no_grad``): to
    autograd ``w`` stays the leaf it was, so later uses still come from the leaf.
    """

    key: str
    kind: Kind
    tensor: int
    born: int
    label: str = ""
    op: int | None = None
    node: int | None = None
    grad_fn: str = ""
    line: int = 0
    aside: bool = False


@dataclass(slots=True)
class Tracks:
    """What is known of each tensor at the point the walk has reached.

    ``gradients`` : the name of each tensor that is a ``.grad``. ``inner`` : made by the inner
    workings of a custom Function or a hook. ``used`` : the vertices that something was made from.
    """

    producer: dict[int, str] = field(default_factory=dict)
    gradient: dict[int, tuple[int, int]] = field(default_factory=dict)
    accumulator: dict[int, int] = field(default_factory=dict)
    tracked: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    changes: dict[int, int] = field(default_factory=dict)
    gradients: dict[int, str] = field(default_factory=dict)
    inner: set[int] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


class Tracer:
    """Walks a growing run and keeps its drafts and edges, in order of execution.

    Each event is looked at once, in constant time, so a run can be followed while it grows.
    ``made`` : the vertices of earlier pictures that can be shown again. ``replaced`` : those of
    tensors that a custom Function made within and gave back, so that they are its results.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.steps = 0
        self.drafts: list[Draft] = []
        self.position: dict[str, int] = {}
        self.edges: list[Edge] = []
        self.leaves: set[str] = set()
        self.roots: set[str] = set()
        self.wanted: set[int] = set()
        self.replaced: set[str] = set()
        self.made: dict[str, Vertex] = {}
        self.tracks = Tracks()
        self._mode = GradMode(enabled=True, cause="")
        self._passes = 0
        self._takes = self._table()

    def follow(self, events: Sequence[AnyEvent], stop: int | None = None) -> None:
        """Walk on through the events that were added since the last call, up to a step."""
        takes = self._takes
        for index in range(self.steps, len(events) if stop is None else stop):
            take = takes.get(type(events[index]))
            if take is not None:
                self.steps = index + 1
                take(events[index])
        self.steps = max(self.steps, len(events) if stop is None else stop)

    def shows(self, draft: Draft) -> bool:
        """Whether a draft is worth a vertex: an operation, or a tensor used or named."""
        if draft.op is not None or draft.kind is Kind.FAILED:
            return True
        return draft.tensor in self.wanted and draft.key not in self.replaced

    def shown(self) -> Iterator[Draft]:
        """The drafts worth a vertex, in order of execution."""
        return filter(self.shows, self.drafts)

    def draft(self, key: str) -> Draft | None:
        """The vertex of a key, as far as it is known."""
        place = self.position.get(key)
        return None if place is None else self.drafts[place]

    def _table(self) -> dict[type, Callable[[Any], None]]:
        """How each kind of event is taken; there is nothing in the others."""
        return {
            Op: self._operation,
            Created: self._creation,
            Names: self._naming,
            GradMode: self._switch,
            RequiresGrad: self._asked,
            BackwardBegin: self._backward,
            BackwardEnd: self._passed,
            Error: self._failure,
        }

    def _asked(self, event: RequiresGrad) -> None:
        self._require(event.tensor, event.requires_grad)

    def _passed(self, event: BackwardEnd) -> None:
        self._passes -= 1

    def _is_inner(self, event: Op | Created) -> bool:
        """Whether it belongs to a node: to a custom Function's methods, or a hook."""
        return bool(event.inside) or self._passes > 0

    def _creation(self, event: Created) -> None:
        if event.how.endswith(".grad"):
            self.tracks.gradients[event.tensor] = event.how
            return
        if self._is_inner(event):
            self.tracks.inner.add(event.tensor)
        kind = Kind.CONSTANT if event.is_leaf else Kind.TENSOR
        key = self._version(event.tensor)
        self._add(Draft(key, kind, event.tensor, self.steps, line=event.line))
        self.tracks.producer[event.tensor] = key
        if event.requires_grad:
            self._require(event.tensor, event.is_leaf)
            self.tracks.tracked.add(event.tensor)

    def _require(self, tensor: int, requires_grad: bool) -> None:
        producer = self.tracks.producer.get(tensor)
        if requires_grad:
            self.tracks.tracked.add(tensor)
            self.leaves.add(producer or "")
        else:
            self.tracks.tracked.discard(tensor)
            self.leaves.discard(producer or "")

    def _naming(self, event: Names) -> None:
        for binding in event.bound:
            if binding.tensor is not None and binding.tensor not in self.tracks.inner:
                self.tracks.names.setdefault(binding.tensor, binding.name)
                self.wanted.add(binding.tensor)

    def _switch(self, event: GradMode) -> None:
        """Keep what switched recording off; leaving an inner block does not change that."""
        if event.enabled or self._mode.enabled or not event.cause.startswith("end of"):
            self._mode = event

    def _backward(self, event: BackwardBegin) -> None:
        self._passes += 1
        self.roots.update(self.tracks.producer.get(tensor, "") for tensor in event.roots)
        for ready in event.nodes:
            if ready.tensor is not None:
                self.tracks.accumulator[ready.tensor] = ready.node

    def _operation(self, op: Op) -> None:
        if not op.outputs or self._absorbs(op):
            return
        if op.node is None and self._is_inner(op):
            self.tracks.inner.update(output.tensor for output in op.outputs)
            return
        self._emerge(op)
        operands = tensors(op)
        self._prepare(op, operands)
        targets = self._targets(op)
        if operands:
            slots = matched(op, operands, self.tracks.gradient, self.tracks.tracked)
            if op.grad_fn == OF_A_PART:
                operands, slots = past_the_view(op, operands, slots)
                self._prepare(op, operands)
            for draft in targets:
                self._connect(op, operands, slots, draft.key)
        for draft in targets:
            self._add(draft)
        for number, output in enumerate(op.outputs):
            self._settle(op, number, output, targets[min(number, len(targets) - 1)])

    def _failure(self, event: Error) -> None:
        """Let an operation that ended the program stand behind what it was given."""
        producer = self.tracks.producer
        given = [tensor for tensor in event.operands if tensor in producer]
        if not given:
            return
        self.wanted.update(given)
        label = event.symbol or event.op_name
        made_none = Draft(FAILED, Kind.FAILED, NOTHING, self.steps, label, line=event.line)
        self._add(msgspec.structs.replace(made_none, grad_fn=event.type))
        for place, tensor in enumerate(given):
            self.tracks.used.add(producer[tensor])
            key = f"{FAILED}:{place}"
            self.edges.append(Edge(key, producer[tensor], FAILED, place, tensor, self.steps))

    def _emerge(self, op: Op) -> None:
        """Let what a custom Function's methods made be its result, where it gives it back."""
        for output in op.outputs:
            if output.tensor in self.tracks.inner:
                self.tracks.inner.discard(output.tensor)
                producer = self.tracks.producer.get(output.tensor, "")
                if producer not in self.tracks.used:
                    self.replaced.add(producer)

    def _absorbs(self, op: Op) -> bool:
        producer = self.tracks.producer.get(op.outputs[0].tensor)
        if producer is None or not absorbed(op):
            return False
        created = self.drafts[self.position[producer]].op is None
        return created and (producer in self.leaves or producer not in self.tracks.used)

    def _prepare(self, op: Op, operands: Sequence[Operand]) -> None:
        tracks = self.tracks
        for entry in op.next:
            if entry.tensor is not None and entry.node is not None:
                tracks.accumulator[entry.tensor] = entry.node
        for operand in operands:
            tensor = operand.tensor
            if tensor is not None:
                self.wanted.add(tensor)
                if tensor not in tracks.producer or tensor in tracks.gradients:
                    self._stand_in(op, tensor)
                tracks.used.add(tracks.producer[tensor])

    def _stand_in(self, op: Op, tensor: int) -> None:
        """A vertex for what nothing drawn has made; for a ``.grad`` one at every use.

        A ``.grad`` goes on changing, but what it was used for came from what it held then.
        """
        name = self.tracks.gradients.get(tensor)
        if name is None and tensor in self.tracks.producer:
            return
        if name is not None and self._drawn(tensor):
            return
        key = f"t{tensor}" if name is None else f"t{tensor}@{op.op}"
        if key not in self.position:
            draft = Draft(key, Kind.CONSTANT, tensor, self.steps, name or "", line=op.line)
            self._add(draft)
        self.tracks.producer[tensor] = key

    def _drawn(self, tensor: int) -> bool:
        """Whether an operation has made what the tensor is now (create_graph)."""
        producer = self.tracks.producer.get(tensor)
        return producer is not None and self.drafts[self.position[producer]].op is not None

    def _targets(self, op: Op) -> list[Draft]:
        if self.view is View.OPERATIONS:
            return [self._drafted(op, f"o{op.op}", Kind.OPERATION, op.outputs[0], symbol(op))]
        return [
            self._drafted(op, self._version(output.tensor), Kind.TENSOR, output, "")
            for output in op.outputs
        ]

    def _drafted(self, op: Op, key: str, kind: Kind, output: Output, label: str) -> Draft:
        aside = op.in_place and op.node is None and output.is_leaf and output.requires_grad
        return Draft(
            key, kind, output.tensor, self.steps, label, op.op, op.node, op.grad_fn, op.line, aside
        )

    def _version(self, tensor: int) -> str:
        """A key for the tensor as this event leaves it: ``t3``, changed in place ``t3.1``."""
        if tensor not in self.tracks.producer:
            return f"t{tensor}"
        self.tracks.changes[tensor] = change = self.tracks.changes.get(tensor, 0) + 1
        return f"t{tensor}.{change}"

    def _add(self, draft: Draft) -> None:
        self.position[draft.key] = len(self.drafts)
        self.drafts.append(draft)

    def _settle(self, op: Op, number: int, output: Output, draft: Draft) -> None:
        tracks, tensor = self.tracks, output.tensor
        changed = (tensor, *[one.tensor for one in rewritten(op)]) if op.also else (tensor,)
        if not draft.aside:
            for each in changed:
                tracks.producer[each] = draft.key
                tracks.gradient.pop(each, None)
        if output.requires_grad:
            tracks.tracked.add(tensor)
        else:
            tracks.tracked.discard(tensor)
        if op.node is not None:
            for each in changed:
                tracks.gradient[each] = (op.node, number)

    def _connect(
        self, op: Op, operands: Sequence[Operand], slots: Sequence[int | None], target: str
    ) -> None:
        add = self.edges.append
        label = symbol(op) if self.view is View.TENSORS else ""
        born, producer = self.steps, self.tracks.producer
        for place, operand in enumerate(operands):
            slot, tensor = slots[place], operand.tensor
            if tensor is None:
                continue
            key, source = f"{target}:{place}", producer[tensor]
            if slot is None:
                wall = self._wall(op, tensor)
                add(Edge(key, source, target, place, tensor, born, None, None, label, wall))
            else:
                node = op.next[slot].node
                add(Edge(key, source, target, slot, tensor, born, node, op.node, label))

    def _wall(self, op: Op, tensor: int) -> str:
        if op.node is not None or tensor not in self.tracks.tracked:
            return ""
        if op.name.rstrip("_") in {"detach", "data"}:
            return op.name.rstrip("_")
        if op.grad_enabled:
            return f"{op.name} is not differentiable"
        cause = self._mode.cause or "no_grad"
        return f"{cause}, line {self._mode.line}" if self._mode.line else cause
