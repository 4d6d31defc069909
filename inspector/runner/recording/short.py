"""The fast way of what makes up most of a run: an operation.

Where the same thing happened before at the same place, only what differs is told (see
``recordings.packing``); anything unusual goes the slow way. These functions run between any two
steps of the program, so each is one piece without calls: a call costs as much as all it would do.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine.modes import MODES
from engine.node import AccumulateGrad
from engine.tensor import Tensor
from inspector.model.recordings.events import Op as OpEvent
from inspector.model.recordings.events import Value
from inspector.model.recordings.packing import ENCLOSED, Item
from inspector.runner.following.activations import Activation
from inspector.runner.following.lines import Lines
from inspector.runner.recording.graph import Graph, source_of
from inspector.runner.recording.op_sites import enclosed_places, op_site
from inspector.runner.recording.pairs import plan_of
from inspector.runner.recording.sharing import join
from inspector.runner.recording.values import WHOLE
from inspector.runner.sending.sink import BATCH, Sink
from inspector.runner.sending.sites import Counter

if TYPE_CHECKING:
    from engine.op import Op

SlowOp: TypeAlias = (
    "Callable[[Op, Sequence[tuple[str, Any]], Sequence[Tensor], bool], OpEvent | None]"
)
Measured: TypeAlias = Callable[..., Value | None]
Numbered: TypeAlias = Callable[[Tensor], int | None]
UNSEEN, SEEN, NEVER = 0, -1, -2
"""What stands for the number of a site that there is not yet, or will never be."""
_CONSTANTS = (int, float, bool, type(None), str)
_float32, _ndarray = np.float32, np.ndarray


def short_op(
    counter: Counter,
    graph: Graph,
    sink: Sink,
    lines: Lines,
    measured: Measured,
    numbered: Numbered,
    slow: SlowOp,
) -> Callable[..., None]:
    """An observer's ``op`` that tells what it can in short, and all else by ``slow``."""
    ident, thread = _thread.get_ident, _thread.get_ident()
    general = _general(counter, graph, sink, measured, numbered, slow)

    def op(
        op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        here = lines.here
        if in_place or here is None or len(outputs) != 1 or ident() != thread:
            slow(op, inputs, outputs, in_place)
        else:
            general(op, inputs, outputs, here)

    return op


def _general(  # noqa: C901  (one piece without calls, see above)
    counter: Counter,
    graph: Graph,
    sink: Sink,
    measured: Measured,
    numbered: Numbered,
    slow: SlowOp,
) -> Callable[..., None]:
    """The way of any operation with one output, which leaves a plan where it can.

    Small values are told in short too; a large one, and that of a view, is told as it is.
    """
    events, numbers, accumulators = sink.events, graph.numbers, graph.accumulators
    sites: dict[Any, int] = {}
    enclosed: dict[int, tuple[int, ...]] = {}

    def learn(op: Op, event: OpEvent | None) -> int:
        """The number of a new site, which from now on is told in short; or ``NEVER``."""
        learnt = None if event is None else op_site(counter.sites + 1, event, op)
        if learnt is None:
            return NEVER
        counter.sites = learnt.site
        events.append(learnt)
        if ENCLOSED in learnt.saved:
            enclosed[learnt.site] = enclosed_places(learnt, op)
        return learnt.site

    def op(  # noqa: C901
        op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], here: Activation
    ) -> None:
        out, facts, instruction = outputs[0], here.facts, here.frame.f_lasti
        data, edge, base, changes = out._data, out._edge, out._base, out._counter
        kind: Any = type(data)
        content: Any = None
        if base is None and kind is _float32:
            content = float(data)
        elif (
            base is None and kind is _ndarray and data.size <= WHOLE and data.dtype.char in "fdl?"
        ):
            content, kind = data.tobytes(), (data.shape, data.dtype.char)
        item: Item = [0, 0, 0, None, content]
        grad, inside = MODES.grad, MODES.inside
        key: list[Any] = [op, instruction, id(facts.code), kind, grad, inside]
        site = NEVER
        if out._mark is None and (base is not None or changes is None or not changes[0]):
            elsewhere = base
            for place, (_, value) in enumerate(inputs):
                if isinstance(value, Tensor):
                    mark = value._mark
                    if mark is None or mark[0] is not graph:
                        if numbered(value) is None:
                            break
                        mark = value._mark
                    item.append(mark[1])
                    if value is base:
                        key.append(place)
                        elsewhere = None
                elif type(value) in _CONSTANTS:
                    key += type(value), value
                elif type(value) is tuple and all([type(each) is int for each in value]):
                    key.append(value)
                else:
                    break
            else:
                mark = None if elsewhere is None else elsewhere._mark
                if elsewhere is None or (mark is not None and mark[0] is graph):
                    site = UNSEEN
        if site == UNSEEN and edge is not None:
            extras = edge.extras
            if edge.is_accumulator or (extras is not None and extras.numbers is not None):
                site = NEVER
            else:
                key.append(type(edge))
                for target in edge.next:
                    key.append(type(target))
                    if target is None:
                        continue
                    if type(target) is AccumulateGrad:
                        mark = target.variable._mark
                        number = None if mark is None else accumulators.get(mark[1])
                    elif target.is_accumulator:
                        number = None
                    else:
                        number = numbers.get(target.sequence_nr)
                    if number is None:
                        site = NEVER
                        break
                    item.append(number)
        if site == UNSEEN:
            known = tuple(key)
            site = sites.get(known, UNSEEN)
            if site in enclosed:
                values = [edge.saved[place] for place in enclosed[site]]  # type: ignore[union-attr]
                told = [None if each is None else measured(each) for each in values]
                site, item = (NEVER if None in told else site), [*item, *told]
            version = 0 if changes is None else changes[0]
            if site > 0 and content is None:
                content = item[4] = measured(out, source_of(op, inputs, base))
                if base is not None:
                    item.append(version)
                    if elsewhere is not None:
                        item.append(elsewhere._mark[1])
                    join(out, base)
            if site > 0 and content is not None:
                item[0] = site
                item[1] = counter.ops = counter.ops + 1
                item[2] = number = graph.tensors = graph.tensors + 1
                large = type(content) is Value and not content.whole
                out._mark = (graph, number, content, version) if large else (graph, number)
                if edge is not None:
                    item[3] = graph.nodes = numbers[edge.sequence_nr] = graph.nodes + 1
                events.append(item)
                if kind is _float32 and len(inputs) == 2:
                    operands = inputs[0][1], inputs[1][1]
                    plan = plan_of(op, site, (grad, inside), edge, operands)
                    if plan is not None:
                        here.plans[instruction] = plan
                if len(events) >= BATCH:
                    sink.flush()
                return
            if site == UNSEEN:
                sites[known] = SEEN
        event = slow(op, inputs, outputs, False)
        if site == SEEN:
            sites[known] = learn(op, event)

    return op
