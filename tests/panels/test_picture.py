"""The panel that draws a tensor as a heat map or an image."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from inspector.model.recordings.events import Accumulate
from inspector.model.recordings.recording import Recording
from inspector.panels.picture import PicturePanel
from inspector.theme.tokens import THEMES
from tests.panels.stage import session_with
from tests.runner.running import record
from tests.support.staging import Show, settle

SOURCE = """
w = torch.tensor([[1.0, -2.0], [0.5, 4.0]], requires_grad=True)
(w * w).sum().backward()
photo = torch.linspace(0, 1, 48).view(3, 4, 4)
bright = photo * 1
"""


def made(show: Show) -> PicturePanel:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    panel = PicturePanel(session_with(recording))
    show(panel, 340, 600)
    choose(panel, "w")
    return panel


def choose(panel: PicturePanel, name: str) -> None:
    session = panel.session
    keys = [v.key for v in session.graph.vertices if session.moment.name(v.tensor) == name]
    session.select(keys[0])
    settle()


def test_a_value_is_drawn_on_a_scale_that_stays(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    assert panel.name.text() == "w, 2×2 float32"
    assert panel.scale_said.text().startswith("From −4 to 4 at every step")
    assert panel.raster is not None
    assert panel.raster.grid.isVisible()


def test_a_gradient_is_drawn_once_there_is_one(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.what.setCurrentIndex(1)
    panel.what.activated.emit(1)
    settle()
    assert panel.name.text() == "w.grad, 2×2 float32"
    panel.session.go(panel.session.recording.of_kind(Accumulate)[0])
    choose(panel, "w")
    assert panel.name.text() == "w.grad is None at this step."
    assert panel.raster is not None
    assert not panel.raster.isVisible()


def test_what_can_be_an_image_is_one_when_asked(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    assert not panel.coloured.isVisible()
    choose(panel, "bright")
    assert panel.coloured.isVisible()
    panel.coloured.setChecked(True)
    settle()
    assert panel.raster is not None
    assert panel.raster.shown.shape == (4, 4, 3)


@pytest.mark.parametrize("theme", THEMES)
def test_the_picture_wears_every_theme(theme: str, show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.set_theme(THEMES[theme])
    settle()
    assert panel.raster is not None
    corner = panel.raster.bars.grab().toImage().pixelColor(2, 2)
    assert corner.name() == THEMES[theme].panel
