"""A long name in a narrow heading is broken between its parts, and nowhere else."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from inspector.widgets.heading import BREAK, Heading

NAME = "NativeLayerNormBackward0, the backward of native_layer_norm"


@pytest.fixture
def heading(qtbot: QtBot) -> Heading:
    found = Heading()
    qtbot.addWidget(found)
    found.resize(2000, 40)
    found.show()
    found.setText(NAME)
    return found


def test_with_room_the_text_is_what_it_is(heading: Heading) -> None:
    assert heading.text() == NAME


def test_without_room_only_long_words_are_broken_and_spoken_whole(heading: Heading) -> None:
    heading.resize(heading.fontMetrics().horizontalAdvance("backward") + 4, 200)
    parts = heading.text().split(BREAK)
    assert parts[:3] == ["Native", "Layer", "Norm"]
    assert parts[-2:] == ["layer_", "norm"]
    assert heading.accessibleName() == NAME


def test_with_room_again_it_is_whole_again(heading: Heading) -> None:
    heading.resize(60, 200)
    heading.resize(2000, 40)
    assert heading.text() == NAME
