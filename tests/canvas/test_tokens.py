"""Values travel along their ways at even speed, whole or in dashes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from inspector.canvas.camera import Viewpoint
from inspector.canvas.routes import trimmed
from inspector.canvas.stage import Stage, stage
from inspector.canvas.tokens import Tokens, ways_of
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.model.looks.look import Move
from inspector.theme.tokens import LIGHT
from tests.support.recordings import cubic
from tests.support.webs import rows

BENT = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
FAR = np.array([[0.0, 50.0], [100.0, 50.0]])


def test_progress_along_ways_is_by_the_length_of_each() -> None:
    ways = ways_of([BENT, FAR])
    assert ways.heads(0.0).tolist() == [[0, 0], [0, 50]]
    assert ways.heads(0.25).tolist() == [[5, 0], [25, 50]]
    assert ways.heads(1.0).tolist() == [[10, 10], [100, 50]]
    assert ways.until(0.75).tolist() == [[0, 0, 10, 0], [10, 0, 10, 5], [0, 50, 75, 50]]
    assert ways.until(0.0).tolist() == []


def test_dashes_lie_where_they_lie_on_the_whole_line() -> None:
    ways = ways_of([FAR], dash=(20.0, 10.0))
    assert ways.until(0.4).tolist() == [[0, 50, 20, 50], [30, 50, 40, 50]]


def test_a_way_of_no_length_is_at_its_end_from_the_start() -> None:
    point = np.array([[3.0, 4.0], [3.0, 4.0]])
    assert ways_of([point, FAR]).heads(0.5).tolist() == [[3, 4], [50, 50]]
    assert ways_of([point], dash=(7.0, 4.0)).until(1.0).shape == (0, 4)


def test_only_the_pieces_of_trails_that_may_be_seen_are_looked_at() -> None:
    ways = ways_of([BENT, FAR], dash=(4.0, 2.0))
    rect = (8.0, -1.0, 30.0, 60.0)
    near = ways.near(rect)
    assert 0 < len(near.pieces) < len(ways.pieces)
    for progress in (0.1, 0.5, 0.9):
        every, seen = (trimmed(each.until(progress), [rect]) for each in (ways, near))
        assert seen.tolist() == every.tolist()


@pytest.fixture
def cubed() -> Stage:
    graph = build(cubic(), View.OPERATIONS)
    return stage(graph, rows(graph, 3))


def painted(tokens: Tokens, moves: tuple[Move, ...], progress: float, at: Stage) -> QImage:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    tokens.paint(painter, moves, progress, at, Viewpoint(1.0, 200.0, 100.0), LIGHT)
    painter.end()
    return image


def test_tokens_travel_and_other_moves_take_their_place(qapp: QApplication, cubed: Stage) -> None:
    tokens = Tokens()
    one = (Move(cubed.edges[0].key, False, "3"),)
    early, late = painted(tokens, one, 0.1, cubed), painted(tokens, one, 0.9, cubed)
    assert early != late
    other = (Move(cubed.edges[-1].key, True, "-7.5"), Move("no edge", True, "1"))
    assert painted(tokens, other, 0.9, cubed) == painted(Tokens(), other, 0.9, cubed)
    assert painted(tokens, one, 0.1, cubed) == early
