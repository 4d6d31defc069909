"""Names that no file of text can hold come from recordings, which may have any."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from inspector.export.dot import dot
from inspector.export.graphml import graphml
from inspector.export.subject import Subject
from inspector.export.svg import svg
from inspector.model.recordings.events import Names
from inspector.model.recordings.facts import Binding
from inspector.theme.tokens import LIGHT
from tests.drawing.looks import placed, seen
from tests.support.recordings import CUBIC, cubic_events, recording

STRANGE, SHOWN = "a\x00b\x0b</c>\ufffe", "a\ufffdb\ufffd</c>\ufffd"


@pytest.fixture
def subject() -> Subject:
    """The cubic, all of whose variables have a name that XML forbids."""
    named = recording(
        CUBIC,
        [
            Names(tuple(Binding(STRANGE, one.tensor, one.text) for one in event.bound))
            if isinstance(event, Names)
            else event
            for event in cubic_events()
        ],
    )
    graph, geometry = placed(named)
    return Subject(graph, geometry, seen(named, graph), LIGHT, "", STRANGE)


def test_an_svg_of_it_is_still_xml(subject: Subject) -> None:
    root = ET.fromstring(svg(subject.picture(), LIGHT, subject.title))
    assert SHOWN in {element.text for element in root.iter()}


def test_graphml_of_it_is_still_xml(subject: Subject) -> None:
    root = ET.fromstring(graphml(subject))
    assert SHOWN in {element.text for element in root.iter()}


def test_dot_does_not_end_at_it(subject: Subject) -> None:
    assert "\x00" not in dot(subject)
