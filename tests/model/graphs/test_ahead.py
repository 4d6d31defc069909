"""A recording that was followed ahead shows what it shows otherwise."""

from __future__ import annotations

from inspector.model.graphs.ahead import Ahead
from inspector.model.graphs.vertex import View
from inspector.model.session import Session
from tests.support import recordings


def test_what_was_followed_ahead_gives_the_same_graph_and_generations() -> None:
    plain, prepared = Session(), Session()
    plain.open_recording(recordings.cubic())
    ahead = Ahead(recordings.cubic(), prepared.view)
    assert list(ahead.work())[-1] == 1.0
    prepared.open_recording(ahead.recording, ahead)
    assert prepared.graph == plain.graph
    assert prepared.scope == plain.scope
    assert prepared.bands is ahead.bands
    assert ahead.bands.found() == plain.bands.found() != ()


def test_what_was_followed_for_another_view_is_not_used() -> None:
    session = Session()
    other = next(view for view in View if view != session.view)
    ahead = Ahead(recordings.cubic(), other)
    assert list(ahead.work())
    session.open_recording(ahead.recording, ahead)
    plain = Session()
    plain.open_recording(recordings.cubic())
    assert session.graph == plain.graph
