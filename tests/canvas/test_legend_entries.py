"""The legend of a large graph is worked out bit by bit, and says in the end what it ever did."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QToolButton

from inspector.canvas.legend import Legend
from inspector.canvas.legend_entries import SAMPLED
from inspector.canvas.view import GraphCanvas
from tests.canvas.conftest import Opened, run_out
from tests.support.canvases import finish
from tests.support.recordings import cubic
from tests.support.webs import web

CALM = {"reduced_motion": True, "legend": "open"}


def legend_of(canvas: GraphCanvas) -> Legend:
    legend = canvas.findChild(Legend)
    assert isinstance(legend, Legend)
    return legend


def test_a_small_graph_is_explained_at_once(opened: Opened) -> None:
    assert not opened(cubic(), **CALM).busy


def test_a_large_graph_is_explained_between_pictures(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.canvas.legend_entries.BUDGET", 0.0)
    canvas = opened(web(2 * SAMPLED), **CALM)
    assert canvas.busy
    assert legend_of(canvas).isHidden()
    assert run_out(canvas) > SAMPLED, "one look is asked for between two pictures"
    monkeypatch.setattr("inspector.canvas.legend_entries.BUDGET", 60.0)
    whole = opened(web(2 * SAMPLED), **CALM)
    run_out(whole)
    one, other = legend_of(canvas), legend_of(whole)
    assert one.isVisible()
    assert one.geometry() == other.geometry()
    for button in (*one.findChildren(QToolButton), *other.findChildren(QToolButton)):
        button.clearFocus()  # whichever window is in front: its button would be underlined
    assert one.grab().toImage() == other.grab().toImage()


def test_what_is_asked_for_at_once_is_whole(opened: Opened) -> None:
    canvas = opened(web(2 * SAMPLED), **CALM)
    finish(canvas)
    assert not canvas.busy
    assert legend_of(canvas).isVisible()


def test_a_graph_that_is_gone_is_not_explained(opened: Opened) -> None:
    canvas = opened(web(2 * SAMPLED), **CALM)
    canvas.session.open_recording(cubic())
    assert not canvas.busy
