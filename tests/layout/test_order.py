"""Orders and far uses of small nets, each made by hand: what decides between two equal ones."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.layout.cancel import never
from inspector.layout.flow import Flow
from inspector.layout.geometry import Direction
from inspector.layout.order import order
from inspector.layout.sift import Sifter
from inspector.layout.split import Net, split
from inspector.layout.stubs import REACH, TOGETHER, cut

FORK = [(0, 1), (1, 2), (0, 2), (1, 3)]
"""Its third vertex takes the second first, and then the first, whose line passes the second."""
LAYERS = [0, 1, 2, 2]


def flow_of(count: int, edges: list[tuple[int, int]], old: list[float] | None = None) -> Flow:
    """Vertices of one size. ``edges`` : by head and slot."""
    return Flow(
        sizes=np.full((count, 2), 50.0),
        edges=np.array(edges, dtype=np.intp),
        old=np.full(count, np.nan) if old is None else np.array(old),
        vertices=np.arange(count),
        names=tuple(f"{tail}-{head}" for tail, head in edges),
        rooms=np.zeros((len(edges), 2)),
    )


def net_of(edges: list[tuple[int, int]], layers: list[int]) -> Net:
    return split(flow_of(len(layers), edges), np.array(layers, dtype=np.intp))


def test_of_an_order_and_its_mirror_image_that_is_taken_in_which_inputs_stand_by_their_slots() -> (
    None
):
    place = order(net_of(FORK, LAYERS), np.full(4, np.nan), never)
    assert place[1] < place[4], "the line of the first comes in below the second"


def test_a_part_that_was_shown_is_not_turned_over_when_another_comes() -> None:
    come = [(tail + 4, head + 4) for tail, head in FORK]
    net = net_of([*FORK, *come], [*LAYERS, *(layer + 3 for layer in LAYERS)])
    old = np.array([0.0, 60.0, 0.0, 60.0, *[np.nan] * 4])
    place = order(net, old, never)
    assert place[2] < place[3], "as it was shown"
    assert place[6] > place[7], "as its slots are best in order"


@pytest.mark.parametrize("layer", [0, 1])
def test_both_layers_beside_a_crossing_are_sifted(layer: int) -> None:
    net = net_of([(1, 2), (0, 3)], [0, 0, 1, 1])
    only = np.arange(2) == layer
    place = Sifter(net, never)(np.array([0, 1, 0, 1]), 1, only)
    assert (place[1] < place[0]) == (place[2] < place[3])


def test_uses_share_a_tag_that_are_nearer_than_so_many_layers() -> None:
    layers = [0, 1, 1 + REACH, REACH + TOGETHER, 1 + REACH + TOGETHER]
    uses = [(0, head) for head in range(1, 5)]
    keys = [f"v{number}" for number in range(5)]
    tagged, _, _ = cut(flow_of(5, uses), layers, keys, {}, Direction.RIGHT)
    begun = tagged.vertices[tagged.edges[:, 0]].tolist()
    assert begun == [0, 5, 5, 6]


def test_what_nothing_tells_apart_stands_in_the_order_in_which_it_is_put_in() -> None:
    turns = range(2, 10)
    edges = [(leaf, turn) for turn in turns for leaf in (0, 1)]
    edges += [(turn, 10) for turn in reversed(turns)]
    place = order(net_of(edges, [0, 0, *[1] * 8, 2]), np.full(11, np.nan), never)
    assert place[list(turns)].tolist() == list(range(8))[::-1]
    edges[-8:] = [(turn, 10) for turn in turns]
    place = order(net_of(edges, [0, 0, *[1] * 8, 2]), np.full(11, np.nan), never)
    assert place[list(turns)].tolist() == list(range(8))
