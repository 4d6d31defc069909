"""Arrows over one another: each as strong as it is alone, and faint ones below all others."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from inspector.canvas.arrows import arrows
from inspector.canvas.far import Far
from inspector.canvas.spatial import Floats, Indices
from inspector.canvas.stage import stage
from inspector.drawing.edges import edge_ink
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.look import Flow, Phase
from inspector.theme.colour import channels
from inspector.theme.tokens import THEMES
from tests.support.webs import rows, web

WEB = web(300)
GRAPH = build(WEB, View.OPERATIONS)
AT = stage(GRAPH, rows(GRAPH, 20))
EVERY = np.arange(len(AT.edges))
SIZE = 900, 700
AREA = (0.0, 0.0, 900.0, 700.0)
LIGHT = THEMES["light"]


def painted(step: int, numbers: Indices, near: bool) -> Floats:
    """The red of every pixel of some edges at a step, drawn with their heads or plainly."""
    looks = Appearance(GRAPH, WEB, step)
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(LIGHT.canvas)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if near:
            arrows(painter, AT, looks, LIGHT, numbers, [AREA])
        else:
            Far(AT, looks).lines(painter, LIGHT, numbers, [AREA])
    pixels = np.frombuffer(image.bits(), dtype=np.uint8).reshape(SIZE[1], SIZE[0], 4)
    return pixels[..., 2].astype(np.float64)


@pytest.mark.parametrize("near", [True, False])
def test_faint_arrows_that_cross_are_no_darker_than_one(near: bool) -> None:
    ink = 255 * channels(edge_ink(Flow.NONE, Phase.UNBORN, LIGHT))[0]
    assert abs(painted(0, EVERY, near).min() - ink) <= 1.0


@pytest.mark.parametrize("near", [True, False])
def test_faint_arrows_lie_below_all_others(near: bool) -> None:
    half, columns = len(WEB) // 2, Appearance(GRAPH, WEB, 0).columns
    made = columns.edge_phases(EVERY, half) > 0
    alone, every = painted(half, EVERY[made], near), painted(half, EVERY, near)
    inked = alone < 255 * channels(edge_ink(Flow.NONE, Phase.UNBORN, LIGHT))[0]
    assert inked.any()
    assert not inked.all()
    assert np.abs(alone - every)[alone == alone.min()].max() == 0
    assert (every <= alone).all()
