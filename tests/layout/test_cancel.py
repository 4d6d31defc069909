"""A layout that nobody waits for any more ends soon, whichever pass it has come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from inspector.layout.align import align
from inspector.layout.bands import bands
from inspector.layout.branches import regraft
from inspector.layout.cancel import OFTEN, Cancelled, checked
from inspector.layout.crossings import crossed, gaps
from inspector.layout.engine import layout
from inspector.layout.flow import Flow, Indices, flow
from inspector.layout.geometry import Direction
from inspector.layout.order import order
from inspector.layout.place import place
from inspector.layout.ports import ports
from inspector.layout.rank import floated
from inspector.layout.route import route
from inspector.layout.split import Net, split
from inspector.layout.start import from_old, starts
from inspector.layout.stubs import cut
from inspector.layout.tighten import tighten
from inspector.model.graphs.digraph import digraph
from tests.layout.graphs import Builder, random_dag, recurrent

RIGHT = Direction.RIGHT
LARGE = random_dag(6_000)


@dataclass(frozen=True)
class Between:
    """What the passes of one large layout hand on."""

    flow: Flow
    layer: list[int]
    net: Net
    place: Indices
    block: Indices


@pytest.fixture(scope="module")
def half() -> Between:
    plain = flow(digraph(LARGE.graph()), LARGE.sizes, RIGHT)
    layer = floated(plain)
    low = np.array(layer) - min(layer)
    net = split(plain, low)
    found = np.argsort(np.argsort(net.layer, kind="stable"))
    found = found - np.searchsorted(np.sort(net.layer), net.layer)
    return Between(plain, low.tolist(), net, found, np.arange(len(net)))


def at_once() -> bool:
    return True


def _placed(half: Between) -> object:
    port = ports(half.flow, half.net, half.place, half.block)
    return place(half.flow, half.net, half.place, half.block, port, at_once)


def _routed(half: Between) -> object:
    port = ports(half.flow, half.net, half.place, half.block)
    across = half.place.astype(np.float64) * 100
    band = bands(half.flow, half.net, across)
    return route(half.flow, half.net, port, across, band, at_once)


PASSES: dict[str, Callable[[Between], object]] = {
    "flow": lambda half: flow(digraph(LARGE.graph()), LARGE.sizes, RIGHT, at_once),
    "floated": lambda half: floated(half.flow, at_once),
    "cut": lambda half: cut(half.flow, half.layer, list(LARGE.sizes), {}, RIGHT, at_once),
    "tighten": lambda half: tighten(half.flow, half.layer, at_once),
    "regraft": lambda half: regraft(half.flow, np.array(half.layer), at_once),
    "starts": lambda half: starts(half.net, at_once),
    "from_old": lambda half: from_old(half.net, np.arange(6_000.0), at_once),
    "gaps": lambda half: gaps(half.net, half.place, at_once),
    "crossed": lambda half: crossed(half.net, half.place, at_once),
    "order": lambda half: order(half.net, half.flow.old, at_once),
    "align": lambda half: align(half.flow, half.net, half.place, at_once),
    "place": _placed,
    "route": _routed,
}


@pytest.mark.parametrize("name", PASSES)
def test_every_pass_over_a_large_graph_can_be_left(half: Between, name: str) -> None:
    with pytest.raises(Cancelled):
        PASSES[name](half)


def test_the_multigraph_of_a_large_graph_need_not_be_finished() -> None:
    with pytest.raises(Cancelled):
        digraph(LARGE.graph(), partial(checked, cancelled=at_once))


def test_a_long_loop_asks_once_in_so_many_items() -> None:
    asked: list[int] = []
    passed = [0]

    def ask() -> bool:
        asked.append(passed[0])
        return False

    for item in checked(range(3 * OFTEN), ask):
        passed[0] = item
    assert np.diff([0, *asked]).max() <= OFTEN


@pytest.mark.parametrize("made", [recurrent(60), random_dag(300)], ids=["recurrent", "random"])
@pytest.mark.parametrize("share", [0.2, 0.8])
def test_a_layout_ends_at_the_very_question_that_is_answered_so(
    made: Builder, share: float
) -> None:
    asked, last = [0], [10**9]

    def impatient() -> bool:
        asked[0] += 1
        return asked[0] > last[0]

    graph = digraph(made.graph())
    layout(graph, made.sizes, RIGHT, impatient)
    asked[0], last[0] = 0, int(asked[0] * share)
    with pytest.raises(Cancelled):
        layout(graph, made.sizes, RIGHT, impatient)
    assert asked[0] == last[0] + 1
