"""Where panels above each other would be too low they share a place, until there is room again."""

from __future__ import annotations

from PySide6.QtCore import Qt

from inspector.panels.visibility import in_sight
from tests.support.windows import Desk

LEFT = ("lesson", "source", "output", "console")
SMALL = (1280, 720)


def seen(desk: Desk) -> list[str]:
    """The panels of the left column that are in sight, from the top."""
    docks = desk.inspector.window.docks
    return sorted((name for name in LEFT if in_sight(docks[name])), key=lambda n: docks[n].y())


def behind(desk: Desk, name: str) -> set[str]:
    """The panels that share a place with one."""
    window = desk.inspector.window
    titles = {dock: panel for panel, dock in window.docks.items()}
    return {titles[dock] for dock in window.tabifiedDockWidgets(window.docks[name])}


def test_large_text_stacks_panels_that_go_back_when_it_is_small_again(desk: Desk) -> None:
    window, settings = desk.inspector.window, desk.session.settings
    window.resize(*SMALL)
    desk.inspector.files.open_lesson(2)
    desk.wait(lambda: seen(desk) == ["lesson", "source", "output"])
    wide, high = window.docks["source"].width(), window.docks["timeline"].height()
    settings["font_scale"] = 1.5
    desk.wait(lambda: seen(desk) == ["lesson", "source"])
    assert {"output", "console"} <= behind(desk, "source")
    settings["font_scale"] = 2.0
    desk.wait(lambda: seen(desk) == ["lesson"])
    desk.wait(lambda: window.height() == SMALL[1])
    line = window.fontMetrics().lineSpacing()
    for name in ("lesson", "node"):
        desk.wait(lambda name=name: window.docks[name].height() >= 10 * line)
    desk.inspector.display.show_panel("source")
    desk.wait(lambda: seen(desk) == ["source"])
    settings["font_scale"] = 1.0
    desk.wait(lambda: seen(desk) == ["lesson", "source", "output"])
    assert behind(desk, "output") == {"console"}
    assert behind(desk, "source") == set()
    desk.wait(lambda: window.docks["source"].width() == wide)
    desk.wait(lambda: window.docks["timeline"].height() == high)


def test_what_is_remembered_is_how_somebody_has_arranged_the_panels(desk: Desk) -> None:
    window, settings = desk.inspector.window, desk.session.settings
    window.resize(*SMALL)
    desk.inspector.files.open_lesson(2)
    settings["font_scale"] = 2.0
    desk.wait(lambda: seen(desk) == ["lesson"])
    console = window.docks["console"]
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, console)
    window.stacking.undo()
    assert behind(desk, "output") == set()
    assert window.dockWidgetArea(console) == Qt.DockWidgetArea.RightDockWidgetArea
