"""A widget's painter ends with its painting, however long anyone keeps the frame it stood in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from PySide6.QtWidgets import QWidget

from inspector.widgets.chip import Chip
from inspector.widgets.chooser import Chooser
from tests.support.staging import Show, settle


def some_chip() -> QWidget:
    return Chip("w.grad of the second layer")


def some_chooser() -> QWidget:
    box = Chooser()
    box.addItem("every operation")
    return box


@pytest.mark.parametrize("make", [some_chip, some_chooser])
def test_what_keeps_the_frame_of_a_painting_keeps_no_painter_at_work(
    show: Show, make: Callable[[], QWidget]
) -> None:
    """A debugger, a profiler or an error's traceback keeps one; Qt would warn here, and crash
    where another thread lets go of it while the next widget is painted."""
    widget = make()
    show(widget, 200, 30)
    kept: list[FrameType] = []

    def keep(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name == "paintEvent":
            kept.append(frame)

    sys.setprofile(keep)
    try:
        widget.repaint()
        settle()
    finally:
        sys.setprofile(None)
    assert [frame.f_locals["self"] for frame in kept] == [widget]
