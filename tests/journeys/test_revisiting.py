"""A recording opens as it was looked at when it was saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.model.graphs.vertex import View
from inspector.model.recordings.files import SUFFIXES, save
from inspector.model.recordings.origin import Reader, Spot
from tests.support.hosts import product
from tests.support.windows import PRODUCT, Desk


def left(desk: Desk, path: Path) -> Reader:
    """Save what is shown, and look at something else entirely."""
    reader = desk.inspector.files.revisiting.reader()
    save(desk.session.recording, path, reader)
    save(product(), path.with_name(f"other{path.suffix}"))
    desk.inspector.files.open_path(path.with_name(f"other{path.suffix}"))
    desk.session.settings["view"], desk.session.settings["direction"] = "operations", "LR"
    desk.rest()
    return reader


def test_step_selection_view_direction_and_camera_are_there_again(
    desk: Desk, tmp_path: Path
) -> None:
    desk.run(PRODUCT)
    desk.session.settings["view"], desk.session.settings["direction"] = "tensors", "TB"
    desk.session.go(9)
    desk.session.select(desk.session.graph.vertices[-1].key)
    desk.rest()
    desk.inspector.canvas.zoom(1.7)
    desk.inspector.canvas.pan(-131.0, 62.0)
    for suffix in SUFFIXES:
        reader = left(desk, tmp_path / f"run{suffix}")
        assert desk.inspector.canvas.spot is None
        desk.inspector.files.open_path(tmp_path / f"run{suffix}")
        desk.rest()
        session = desk.session
        assert (session.step, session.selection) == (9, reader.selection)
        assert (session.view, session.direction) == (View.TENSORS, "TB")
        assert desk.inspector.canvas.spot == pytest.approx(reader.spot, abs=25.0)


NOWHERE: tuple[Spot, ...] = (1.0, 1e6, 1e6), (float("nan"), 0.0, 0.0), (2.0, 1e300, -1e300)


def test_a_camera_that_sees_nothing_there_begins_as_always(desk: Desk, tmp_path: Path) -> None:
    looks = {"view": "sideways", "theme": "dark"}
    for spot in NOWHERE:
        save(
            product(), tmp_path / "run.trace", Reader(3, "nobody", looks, {"nowhere": True}, spot)
        )
        desk.inspector.files.open_path(tmp_path / "run.trace")
        desk.rest()
        assert desk.session.step == 3
        assert desk.session.view is View.OPERATIONS
        assert desk.session.settings["theme"] == "light"
        assert desk.inspector.canvas.spot is None
        assert desk.inspector.canvas.seen()


def test_a_camera_that_showed_everything_does_so_again(desk: Desk, tmp_path: Path) -> None:
    desk.run(PRODUCT)
    desk.inspector.canvas.fit()
    reader = left(desk, tmp_path / "run.trace")
    assert reader.spot is not None
    assert reader.spot[0] == 0.0
    desk.inspector.files.open_path(tmp_path / "run.trace")
    desk.rest()
    assert desk.inspector.canvas.spot == pytest.approx(reader.spot, abs=25.0)
