"""In a narrow column nothing is out of reach at the side: rows break, boxes and plots give way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.panels import PANELS, Declared
from inspector.shell.frame.furnish import dismiss
from tests.panels.test_every_panel import made, with_run
from tests.runner.running import record
from tests.support.staging import Show, settle

SOURCE = """
model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.Tanh())
loss = model(torch.ones(4, 3)).square().mean()
loss.backward()
with torch.no_grad():
    model[0].weight -= 0.1
"""
WIDTH = {"light": 250, "projector": 330}
DETAILED = [panel for panel in PANELS if panel.area == "right"]


@pytest.mark.parametrize("theme", WIDTH)
@pytest.mark.parametrize("declared", DETAILED, ids=lambda panel: panel.id)
def test_a_panel_of_details_fits_a_narrow_column(
    declared: Declared, theme: str, show: Show, qtbot: QtBot
) -> None:
    session = Session()
    session.settings["theme"] = theme
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    with_run(session, recording)
    session.go(len(recording))
    panel = made(declared, session)
    show(panel, WIDTH[theme], 500)
    for vertex in session.graph.vertices:
        session.select(vertex.key)
        settle()
        for area in panel.findChildren(QScrollArea):
            page = area.widget()
            if page is not None and area.isVisible():
                fits = page.minimumSizeHint().width() <= area.viewport().width()
                scrolls = area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
                assert fits or scrolls, vertex.label
    dismiss([panel])
