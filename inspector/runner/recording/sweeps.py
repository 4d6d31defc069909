"""The fast paths of recording a backward pass: one node, or many nodes of scalars.

In one piece without calls, as ``short`` is; what is new or unusual goes the way of one node.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from inspector.model.recordings.packing import BackwardSite, Item
from inspector.runner.recording.ways import Ways
from inspector.runner.sending.sink import BATCH

if TYPE_CHECKING:
    from engine.node import Node
    from engine.observer import Step

_float32 = np.float32
_SCALARS = (_float32, type(None))
Sites: TypeAlias = dict[tuple[type, int, int], int]
"""By kind of node, how many gradients arrive, and which of all the gradients there are."""


def short_node(ways: Ways, sites: Sites) -> Callable[[Node, Sequence[Any], Sequence[Any]], None]:
    """An observer's ``node_ran`` that tells what it can in short, and all else at length.

    It fills the ``sites`` of scalars. Other gradients are ``moved`` as they are.
    """
    counter, sink, numbers = ways.counter, ways.sink, ways.graph.numbers
    moved, slow = ways.moved, ways.node_ran
    wholes: Sites = {}

    def node_ran(node: Node, incoming: Sequence[Any], outgoing: Sequence[Any]) -> None:
        number = numbers.get(node.sequence_nr)
        if number is None:
            slow(node, incoming, outgoing)
            return
        gradients = (*incoming, *outgoing)
        if all([type(each) in _SCALARS for each in gradients]):
            known = sites
            values: Sequence[Any] = [None if each is None else float(each) for each in gradients]
        else:
            measured, known = moved(gradients), wholes
            if measured is None:
                return
            values = measured
        key = scalar_key(type(node), values, len(incoming))
        site = known.get(key)
        if site is not None:
            there = [each for each in values if each is not None]
            sink.add([site, counter.running, number, *there])
            return
        event = slow(node, incoming, outgoing)
        if event is not None:
            known[key] = counter.sites = counter.sites + 1
            sink.add(BackwardSite(counter.sites, event))

    return node_ran


def short_steps(  # noqa: C901  (one piece without calls, see above)
    ways: Ways, sites: Sites, otherwise: Callable[..., None]
) -> Callable[[Sequence[Step]], None]:
    """An observer's ``nodes_ran``; ``sites`` are those that ``otherwise`` has told of one node."""
    counter, sink = ways.counter, ways.sink
    events, numbers = sink.events, ways.graph.numbers
    known: dict[Hashable, int] = {}

    def nodes_ran(steps: Sequence[Step]) -> None:
        running = counter.running
        for node, arriving, outgoing in steps:
            number = numbers.get(node.sequence_nr)
            if len(outgoing) == 2:
                one, other = outgoing
                site = known.get((type(node), type(one), type(other)))
                if site is not None and number is not None:
                    item: Item = [site, running, number, float(arriving)]
                    if one is not None:
                        item.append(float(one))
                    if other is not None:
                        item.append(float(other))
                    events.append(item)
                    continue
            elif len(outgoing) == 1:
                (one,) = outgoing
                site = known.get((type(node), type(one)))
                if site is not None and number is not None:
                    events.append([site, running, number, float(arriving), float(one)])
                    continue
            otherwise(node, (arriving,), outgoing)
            kinds = tuple(map(type, outgoing))
            learnt = sites.get(scalar_key(type(node), (arriving, *outgoing), 1))
            if learnt is not None and all(kind in _SCALARS for kind in kinds):
                known[(type(node), *kinds)] = learnt
        if len(events) >= BATCH:
            sink.flush()

    return nodes_ran


def scalar_key(kind: type, values: Sequence[Any], arriving: int) -> tuple[type, int, int]:
    """What tells the steps of one kind of node apart: which of the values there are."""
    mask = 1
    for each in values:
        mask += mask + (each is None)
    return kind, arriving, mask
