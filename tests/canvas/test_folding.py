"""Groups open and close where they are: the one that was clicked stays under the pointer."""

from __future__ import annotations

import pytest

from inspector.canvas.stage import origins, shifts
from inspector.canvas.view import GraphCanvas
from inspector.model.graphs.vertex import Kind
from inspector.model.recordings.recording import Recording
from tests.canvas.conftest import Opened, place, run_out
from tests.model.graphs.test_grouping import MODEL
from tests.runner.running import record
from tests.support.canvases import finish


@pytest.fixture(scope="module")
def model() -> Recording:
    recording = Recording(MODEL)
    recording.extend(record(MODEL))
    return recording


def middle(canvas: GraphCanvas, key: str) -> tuple[float, float]:
    box = canvas.picture.stage.box(key)
    assert box is not None
    left, top, width, height = canvas.eye.now.rect_to_screen(box)
    return left + width / 2, top + height / 2


@pytest.mark.parametrize("calm", [True, False])
def test_a_clicked_group_stays_under_the_pointer(
    opened: Opened, model: Recording, calm: bool
) -> None:
    canvas = opened(model, reduced_motion=calm)
    session = canvas.session
    group = [v.key for v in session.graph.vertices if v.kind is Kind.GROUP][3]
    first = session.graph.groups[group].members[0].key
    at = middle(canvas, group)
    canvas.point(*at)
    canvas.unfold(group)
    place(canvas, session)
    run_out(canvas)
    part = next(
        v.key for v in session.graph.vertices if v.key == first or holds(canvas, v.key, first)
    )
    assert middle(canvas, part) == pytest.approx(at, abs=1.5)

    own = next(v.key for v in session.graph.vertices if v.op is not None)
    before = middle(canvas, own)
    canvas.point(*before)
    session.fold(own)
    place(canvas, session)
    run_out(canvas)
    assert group in session.graph.by_key
    assert middle(canvas, group) == pytest.approx(before, abs=1.5)


def holds(canvas: GraphCanvas, key: str, member: str) -> bool:
    folded = canvas.session.graph.groups.get(key)
    return folded is not None and any(each.key == member for each in folded.members)


def test_what_a_group_held_comes_out_of_it(opened: Opened, model: Recording) -> None:
    canvas = opened(model)
    old = canvas.picture.stage
    group = next(v.key for v in canvas.session.graph.vertices if v.kind is Kind.GROUP)
    canvas.unfold(group)
    place(canvas, canvas.session)
    finish(canvas)
    new = canvas.picture.stage
    origin = origins(old, new)
    came = [number for number, place_ in origin.items() if place_ == old.number[group]]
    assert came
    moved = shifts(old, new, origin)
    for number in came:
        here = new.boxes[number].reshape(2, 2).mean(axis=0) + moved[number]
        there = old.boxes[old.number[group]].reshape(2, 2).mean(axis=0)
        assert here.tolist() == pytest.approx(there.tolist())


def in_sight(canvas: GraphCanvas) -> set[str]:
    """The keys of what the eye sees."""
    width, height = canvas.eye.size
    found = set[str]()
    for vertex in canvas.picture.stage.vertices:
        across, down = middle(canvas, vertex.key)
        if 0 < across < width and 0 < down < height:
            found.add(vertex.key)
    return found


def test_what_is_in_sight_stays_where_it_is_rather_than_what_is_selected_far_away(
    opened: Opened, model: Recording
) -> None:
    canvas = opened(model, reduced_motion=True)
    session = canvas.session
    session.fold_all(True)
    place(canvas, session)
    finish(canvas)
    leaves = [vertex.key for vertex in session.graph.vertices if vertex.op is None]
    box = canvas.picture.stage.box(leaves[0])
    assert box is not None
    canvas.eye.show(box)
    seen = in_sight(canvas)
    session.select(next(key for key in reversed(leaves) if key not in seen))
    before = middle(canvas, leaves[0])
    session.settings["view"] = "tensors"
    place(canvas, session)
    finish(canvas)
    assert middle(canvas, leaves[0]) == pytest.approx(before, abs=1.5)
