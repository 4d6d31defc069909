"""The engine's observer: turns what it is told into events, with values copied and places found.

A fault in here must never reach the program: a kind of event that fails is given up, and said so.
"""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.modes import MODES
from engine.storage.stale import watched
from engine.tensor import Tensor
from inspector.model.recordings.events import (
    UNSEEN,
    Accumulate,
    BackwardEnd,
    Created,
    Freed,
    GradMode,
    GradSet,
    Held,
    Limit,
    NodeBackward,
    RequiresGrad,
    RetainGrad,
    Update,
)
from inspector.model.recordings.events import Op as OpEvent
from inspector.model.recordings.facts import Binding, Output, Value
from inspector.runner.following.follower import Follower
from inspector.runner.following.lines import Lines
from inspector.runner.recording.at_length import AtLength
from inspector.runner.recording.failure import Failure
from inspector.runner.recording.gradients import Gradients, origin
from inspector.runner.recording.graph import NO_NODE, Graph, kept, made, source_of
from inspector.runner.recording.guarded import guarded
from inspector.runner.recording.modules import Modules
from inspector.runner.recording.overwriting import overwriting
from inspector.runner.recording.passes import beginning, is_quiet
from inspector.runner.recording.places import NOWHERE, Place, Places
from inspector.runner.recording.regenerating import regenerated_view
from inspector.runner.recording.sent import Sent, Values
from inspector.runner.recording.sharing import join_results, sharers
from inspector.runner.recording.short_ways import TOLD, short_ways
from inspector.runner.recording.values import value_of
from inspector.runner.recording.ways import Ways
from inspector.runner.sending.sink import Sink
from inspector.runner.sending.sites import Counter

if TYPE_CHECKING:
    from engine.nn.modules.module import Module
    from engine.node import Node
    from engine.op import Op


class Recorder(AtLength):
    """Records one run into a sink; the numbers of tensors, nodes and passes are its own.

    ``kinds`` : the names of the operations that it has met; ``graph`` numbers what it meets.
    ``owner`` tells whose ``.grad`` a tensor is, ``told`` what was told of it last.
    """

    def __init__(self, sink: Sink, places: Places, counter: Counter | None = None) -> None:
        self._sink = sink
        self._places = places
        self._lines: Lines | None = None
        self._pause: Callable[[], None] = lambda: None
        self._resume: Callable[[], None] = lambda: None
        self._thread = _thread.get_ident()
        self.graph = Graph(self._announce, self._cut)
        self._gradients = Gradients()
        self.owner, self.told = self._gradients.owner, self._gradients.value
        self._modules = Modules()
        self._sent = Sent()
        self._counter = counter or Counter()
        self.kinds: set[str] = set()
        self._passes = 0
        self._running: list[tuple[int, bool]] = []
        self._naming = False
        self.called: dict[int, tuple[int, str]] = {}
        self._given_up: set[str] = set()
        self.failure = Failure()

    def follow(self, follower: Follower) -> None:
        """Take places from the statements that are followed, and keep out of their way."""
        self._lines, self._modules.scopes = follower.lines, follower.lines.scopes
        self._pause, self._resume = follower.pause, follower.resume
        follower.lines.owner = self.graph
        ways = Ways(
            self._counter, self.graph, self._sink, follower.lines,
            self._measured, self._numbered, self._moved, self._op, self._node_ran,
        )  # fmt: skip
        # Attributes of the instance, as a method that only calls costs as much as what it calls.
        quick = {name: getattr(self, name) for name in TOLD} | short_ways(ways)
        vars(self).update({name: follower.unseen(way) for name, way in quick.items()})
        pausing = {"quiet_begin": follower.pause, "quiet_end": follower.resume}
        vars(self).update({"left": follower.go_on} | pausing)
        follower.closes_for(self)

    def identify(self, value: object) -> int | None:
        """The id of a tensor, which is announced if it was not; None for anything else."""
        if not issubclass(type(value), Tensor):
            return None
        self._naming = True
        try:
            return self.graph.met(value)  # type: ignore[arg-type]
        finally:
            self._naming = False

    def named(self, bound: Iterable[Binding], depth: int) -> None:
        """Variables were bound: tensors are called by the latest of the outermost frame."""
        called = self.called
        for binding in bound:
            tensor = binding.tensor
            if tensor is not None and depth <= called.get(tensor, (depth,))[0]:
                called[tensor] = depth, binding.name

    def _name(self, tensor: int) -> str:
        return self.called.get(tensor, (0, ""))[1]

    def give_up(self, kind: str, error: Exception) -> None:
        """Say once that a kind of event cannot be recorded."""
        if kind not in self._given_up:
            self._given_up.add(kind)
            self._sink.add(Limit(f"some {kind} events ({type(error).__name__}: {error})"))

    @guarded
    def created(self, tensor: Tensor, how: str) -> None:
        """A tensor was made by no operation."""
        self._announce(self.graph.number(tensor), tensor, how)

    def _announce(self, number: int, tensor: Tensor, how: str = "") -> None:
        owner, (line, columns, end_line) = self._gradients.owner(tensor), self._birthplace()
        if not how:
            name = "" if owner is None else self._name(self.graph.tensor(owner))
            how = origin(name, bool(self._running))
        self._sink.add(
            Created(
                number, value_of(tensor._data), *watched(tensor), line, columns, end_line, how,
                None if tensor._base is None else self.graph.tensor(tensor._base), MODES.inside,
            )
        )  # fmt: skip

    def _birthplace(self) -> Place:
        """As ``place``; what is first met by its name was made by the statement that bound it."""
        bound = self._lines.line if self._naming and self._lines is not None else 0
        return Place(bound, (0, 0), bound) if bound else self.place()

    def _cut(self, node: Node) -> None:
        if event := regenerated_view(self._counter, self.graph, node, self.place()):
            self._sink.add(event)

    @guarded
    def _op(
        self,
        op: Op,
        inputs: Sequence[tuple[str, Any]],
        outputs: Sequence[Tensor],
        in_place: bool,
    ) -> OpEvent | None:
        if in_place:
            self._sent.forget()
            if self._changed(op.name, outputs[0]):
                return None
        graph, (line, columns, end_line) = self.graph, self.place()
        self.kinds.add(op.name)
        operands = graph.operands(inputs)
        source = source_of(op, inputs, outputs[0]._base)
        results = tuple([graph.output(tensor, source) for tensor in outputs])
        node = made(outputs[0], in_place, graph.numbers)
        facts = NO_NODE if node is None else graph.facts(node, outputs)
        name = op.name.partition(".")[0]
        also = self.others(outputs[0]) if in_place else ()
        if not in_place:
            join_results(name, inputs, outputs)
        self._counter.ops += 1
        event = OpEvent(
            self._counter.ops, f"{name}_" if in_place else name, op.symbol, operands, results,
            *facts, in_place, MODES.grad, line, columns, end_line, MODES.inside, also,
        )  # fmt: skip
        self._sink.add(event)
        return event

    @guarded
    def _measured(self, thing: Any, source: Tensor | None = None) -> Value:
        return self.graph.value(thing, source) if isinstance(thing, Tensor) else value_of(thing)

    @guarded
    def _numbered(self, tensor: Tensor) -> int:
        return self.graph.tensor(tensor)

    @guarded
    def _moved(self, gradients: Sequence[Any]) -> Values:
        return self._sent.values(gradients)

    def others(self, changed: Tensor) -> tuple[Output, ...]:
        """The tensors whose values changed with that of ``changed``, as they are now."""
        known = [each for each in sharers(changed) if self.graph.known(each) is not None]
        for each in known:
            self.graph.let_go(each)
        return tuple([self.graph.output(each) for each in known])

    def _changed(self, name: str, changed: Tensor) -> bool:
        """Tell whose ``.grad`` this changed; is there nothing else to tell?"""
        owners = map(self._gradients.owner, (changed, *sharers(changed)))
        owner = next((each for each in owners if each is not None), None)
        if owner is None:
            return False
        zeroed = name == "fill" and not np.any(changed._data)
        how = f".{'zero' if zeroed else name.partition('.')[0].rstrip('_')}_()"
        self._set(owner, self._gradients.value(self.graph.tensor(owner)), how)
        return not changed.requires_grad

    def _set(self, tensor: Tensor, before: Value | None, how: str) -> None:
        number, grad = self.graph.tensor(tensor), tensor._grad
        after = None if grad is None else value_of(grad._data)
        self._gradients.hold(tensor, number, after)
        line, known = self.place().line, self._known_grad(tensor)
        self._sink.add(GradSet(number, how, before, after, line, known))

    def _known_grad(self, tensor: Tensor) -> int | None:
        """The id of the tensor that ``.grad`` is, None while the program has not seen it."""
        return None if tensor._grad is None else self.graph.known(tensor._grad)

    @guarded
    def grad_mode(
        self, enabled: bool, cause: str, function: Callable[..., Any] | None = None
    ) -> None:
        """Gradient recording was switched, here or for every call of ``function``."""
        code = getattr(function, "__code__", None)
        own = code is not None and code.co_filename == self._places.filename
        line = code.co_firstlineno if code is not None and own else self.place().line
        self._sink.add(GradMode(enabled, cause, line))

    @guarded
    def requires_grad(self, tensor: Tensor) -> None:
        """``requires_grad`` was set."""
        number = self.graph.tensor(tensor)
        self._sink.add(RequiresGrad(number, tensor.requires_grad, self.place().line))

    @guarded
    def retain_grad(self, tensor: Tensor) -> None:
        """``retain_grad()`` was called."""
        self._sink.add(RetainGrad(self.graph.tensor(tensor), self.place().line))

    @guarded
    def module_entered(self, module: Module) -> None:
        """A module is called."""
        self._sink.add(self._modules.enter(module, self.place().line))

    @guarded
    def module_left(self, module: Module) -> None:
        """A module's call is over."""
        self._sink.add(self._modules.leave())

    def backward_begin(
        self,
        roots: Sequence[Tensor],
        gradients: Sequence[Any],
        dependencies: Mapping[Node, int],
        retain_graph: bool,
        create_graph: bool,
        accumulates: bool,
    ) -> None:
        """A backward pass starts; nothing is followed until its end if it is quiet."""
        self._pause()
        how = retain_graph, create_graph, accumulates
        if not self._begin((roots, gradients), dependencies, how):
            self._resume()

    @guarded
    def _begin(
        self,
        starts: tuple[Sequence[Tensor], Sequence[Any]],
        dependencies: Mapping[Node, int],
        how: tuple[bool, bool, bool],
    ) -> bool:
        """Tell that a pass starts; is it a quiet one?"""
        self._counter.running = self._passes = self._passes + 1
        quiet = is_quiet(dependencies)
        self._running.append((self._passes, quiet))
        self.failure.forget()
        line = self.place().line
        self._sink.add(beginning(self._passes, self.graph, starts, dependencies, how, line))
        return quiet

    @guarded
    def _node_ran(
        self, node: Node, incoming: Sequence[Any], outgoing: Sequence[Any]
    ) -> NodeBackward | None:
        running, edge = self._counter.running, self.graph.edge(node)
        arrived, sent = self._sent.values(incoming), self._sent.values(outgoing)
        event = NodeBackward(running, edge.node or 0, edge.name, tuple(arrived), tuple(sent))
        self._sink.add(event)
        return event

    @guarded
    def accumulated(self, tensor: Tensor, before: Any, incoming: Any, after: Any) -> None:
        """A gradient was added to ``tensor.grad``."""
        number = self.graph.tensor(tensor)
        arriving = self._sent.value(incoming)
        result = arriving if after is incoming or before is None else value_of(after)
        self._gradients.hold(tensor, number, result)
        self._sink.add(
            Accumulate(
                self._counter.running, number, arriving, result,
                self._gradients.held(number, before),
                self.graph.accumulator(tensor), self._name(number),
                self._known_grad(tensor),
            )
        )  # fmt: skip

    @guarded
    def freed(self, nodes: Sequence[Node]) -> None:
        """Nodes let go of their saved tensors."""
        known, node = self.graph.numbers, self.graph.node
        numbers = [known.get(each.sequence_nr) or node(each) for each in nodes]
        self._sink.add(Freed(tuple(numbers), self._counter.running))

    def backward_end(self, error: BaseException | None, node: Node | None) -> None:
        """The backward pass ended."""
        self._pause()
        if self._end(error, node):
            self._resume()
        self._resume()

    @guarded
    def _end(self, error: BaseException | None, node: Node | None) -> bool:
        """Tell that a pass is over; was it a quiet one?"""
        if error is not None and node is not None:
            self.failure.note(error, self.graph.node(node))
        self._sent.forget()
        self._sink.add(BackwardEnd(self._counter.running, error is None))
        quiet = bool(self._running) and self._running.pop()[1]
        self._counter.running = self._running[-1][0] if self._running else 0
        return quiet

    @guarded
    def grad_set(self, tensor: Tensor, before: Any, after: Any, how: str) -> None:
        """``tensor.grad`` was cleared, zeroed or assigned."""
        self._set(tensor, self._gradients.held(self.graph.tensor(tensor), before), how)

    def catch_up(
        self, changed: Iterable[Tensor], grads: Iterable[tuple[Tensor, Value | None]]
    ) -> None:
        """Tell what tensors hold, and ``.grad`` that were otherwise when last told of."""
        for tensor in changed:
            self.updated(tensor, None, UNSEEN)
        for tensor, before in grads:
            if (before, tensor._grad) != (None, None):
                self._set(tensor, before, UNSEEN)

    @guarded
    def holds(self, optimizer: str, tensors: Sequence[Tensor]) -> None:
        """An optimiser was given tensors to change."""
        numbers = tuple(map(self.graph.tensor, tensors))
        self._sink.add(Held(optimizer, numbers, self.place().line))

    def knows(self, tensor: Tensor) -> bool:
        """Whether a large tensor's value was told, and it has not changed since."""
        return self.graph.knows(tensor)

    @guarded
    def updated(
        self, tensor: Tensor, before: Any, how: str, state: Mapping[str, Any] | None = None
    ) -> None:
        """An optimiser changed ``tensor`` in place."""
        number, line, also = self.graph.tensor(tensor), self.place().line, self.others(tensor)
        after, version = value_of(tensor._data), tensor._version
        known, known_version = self.graph.held(tensor)
        if before is not None and (known is None or known.whole or known_version != version - 1):
            known = value_of(before)
        self.graph.hold(tensor, after)
        known = known or after
        self._sink.add(Update(number, how, known, after, version, line, also, kept(state or {})))

    @guarded
    def replaced(self, tensor: Tensor, source: Tensor | None, how: str) -> None:
        """A tensor was given other memory or values outside the graph, another shape maybe."""
        if not self._changed(how, tensor):
            self._overwrite((tensor,) if source is None else (tensor, source), how)

    def _overwrite(self, tensors: Sequence[Tensor], how: str) -> None:
        self._counter.ops += 1
        also, place = self.others(tensors[0]), self.place()
        self._sink.add(overwriting(self._counter.ops, how, self.graph, tensors, also, place))

    def place(self) -> Place:
        """Where the user's program stands; in the program's main thread its frame is known."""
        lines = self._lines
        here = lines.here if lines is not None else None
        if here is not None and self._thread == _thread.get_ident():
            return self._places.at(here.frame)
        frame = self._places.of_user(sys._getframe(2))
        return NOWHERE if frame is None else self._places.at(frame)
