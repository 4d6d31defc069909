"""Mistakes of the inspector itself: one while painting costs a picture, and not the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.logging import _QtMessageCapture

from inspector.canvas.view import GraphCanvas
from inspector.widgets.gutter import Gutter
from inspector.widgets.scrubber import Scrubber
from tests.support.windows import PRODUCT, Desk

PAINTED: tuple[tuple[type[QWidget], str], ...] = (
    (GraphCanvas, "_overlay"),
    (Gutter, "_paint_line"),
    (Scrubber, "_paint_playhead"),
)


def test_an_error_while_painting_leaves_no_painter_at_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, qtlog: _QtMessageCapture
) -> None:
    desk.run(PRODUCT)
    for kind, part in PAINTED:
        painted = desk.inspector.window.findChild(kind)
        with monkeypatch.context() as broken, desk.bot.captureExceptions() as kept:
            broken.setattr(kind, part, lambda *_: 1 / 0)
            painted.update()
            desk.wait(lambda kept=kept: len(kept) > 0)
        painted.update()
        desk.rest()
        assert [each.message for each in qtlog.records if "painter" in each.message] == [], part
