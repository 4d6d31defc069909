"""What is drawn of a program's parts."""

from __future__ import annotations

import pytest

from inspector.export.compose import Request, compose
from inspector.theme.tokens import LIGHT
from tests.model.graphs.test_grouping import LOOP, session_of


@pytest.mark.parametrize(("opened", "groups"), [(None, 20), (False, 20), (True, 0)])
def test_groups_are_drawn_as_in_the_window_unless_all_are_opened(
    opened: bool | None, groups: int
) -> None:
    recording = session_of(LOOP).recording
    subject = compose(recording, Request(None, "operations", "LR", LIGHT, opened=opened))
    assert len(subject.graph.groups) == groups
    operations = [vertex for vertex in subject.graph.vertices if vertex.op is not None]
    assert len(operations) == (61 if opened else 1)
