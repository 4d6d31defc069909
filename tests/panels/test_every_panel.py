"""What every panel survives: all states, all themes, every step both ways."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from inspector.model.recordings.events import Statement
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.sources.document import Document
from inspector.panels import PANELS, Declared
from inspector.panels.panel import Panel
from inspector.shell.frame.furnish import dismiss
from inspector.theme.tokens import THEMES
from tests.support import recordings
from tests.support.staging import Show, settle

every_panel = pytest.mark.parametrize("declared", PANELS, ids=lambda panel: panel.id)

RUNS: dict[str, Callable[[], Recording]] = {
    "cubic": recordings.cubic,
    "error": recordings.second_backward,
    "no_grad": recordings.untracked,
    "loop": lambda: recordings.chain(12),
}


def made(declared: Declared, session: Session) -> Panel:
    panel: Panel = declared.widget()(session)
    return panel


def with_run(session: Session, recording: Recording) -> None:
    session.open_document(Document(recording.source))
    session.open_recording(recording)


@every_panel
@pytest.mark.parametrize("run", RUNS)
def test_a_panel_survives_every_step_of_every_run_both_ways_in_every_theme(
    declared: Declared, run: str, show: Show, qtbot: QtBot
) -> None:
    session = Session()
    panel = made(declared, session)
    show(panel)
    with_run(session, RUNS[run]())
    onwards = range(len(session.recording) + 1)
    for theme, steps in zip(THEMES, (reversed(onwards), onwards, reversed(onwards)), strict=True):
        session.settings["theme"] = theme
        for step in steps:
            session.go(step)
            settle()
        for vertex in session.graph.vertices:
            session.select(vertex.key)
            settle()
        assert panel.theme.name == theme
        assert not panel.grab().isNull()


@every_panel
def test_a_panel_changes_theme_and_text_size_while_it_is_shown(
    declared: Declared, show: Show, qtbot: QtBot
) -> None:
    session = Session()
    with_run(session, recordings.cubic())
    panel = made(declared, session)
    show(panel)
    for theme in THEMES:
        for scale in (0.6, 1.0, 3.0):
            session.settings["theme"] = theme
            session.settings["font_scale"] = scale
            settle()
            assert panel.theme.name == theme
            assert not panel.grab().isNull()


@every_panel
def test_no_panel_asks_for_steps_forward_where_there_is_none(
    declared: Declared, show: Show, qtbot: QtBot
) -> None:
    session = Session()
    panel = made(declared, session)
    show(panel)
    with_run(session, recordings.recording("pass", [Statement(1)]))
    settle()
    said = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert not any("forward (Right)" in text for text in said)


@every_panel
def test_a_panel_goes_along_with_a_run_that_grows(
    declared: Declared, show: Show, qtbot: QtBot
) -> None:
    session = Session()
    panel = made(declared, session)
    show(panel)
    session.new_run(recordings.CUBIC, "<program>")
    for event in recordings.cubic_events():
        session.grow([event])
        settle()
    session.finish()
    session.new_run("", "<program>")
    settle()
    assert not panel.grab().isNull()


@every_panel
def test_many_signals_make_one_refresh_and_a_hidden_panel_makes_none(
    declared: Declared, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session()
    with_run(session, recordings.cubic())
    panel = made(declared, session)
    show(panel)
    refreshed: list[int] = []
    monkeypatch.setattr(panel, "refresh", lambda: refreshed.append(session.step))
    for step in range(20):
        session.go(step)
    settle()
    assert refreshed == [19]
    panel.hide()
    session.go(3)
    settle()
    assert refreshed == [19]
    panel.show()
    assert refreshed == [19, 3]


@every_panel
def test_everything_in_a_panel_that_takes_the_keyboard_has_a_name(
    declared: Declared, show: Show, qtbot: QtBot
) -> None:
    session = Session()
    with_run(session, recordings.cubic())
    panel = made(declared, session)
    show(panel)
    controls = [
        control
        for kind in (QAbstractButton, QComboBox, QPlainTextEdit)
        for control in panel.findChildren(kind)
        if not control.objectName().startswith("qt_")
    ]
    nameless = [
        control for control in controls if not (control.accessibleName() or _text_of(control))
    ]
    assert nameless == []


def _text_of(control: QWidget) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""


@every_panel
def test_a_panel_that_is_taken_down_no_longer_listens(
    declared: Declared, show: Show, qtbot: QtBot
) -> None:
    session = Session()
    panel = made(declared, session)
    show(panel)
    reference = weakref.ref(panel)
    dismiss([panel])
    panel.setParent(None)
    panel.deleteLater()
    settle()
    del panel
    qtbot.wait(0)
    with_run(session, recordings.cubic())
    session.settings["theme"] = "dark"
    settle()
    gc.collect()
    assert reference() is None or not _alive(reference())


def _alive(panel: Panel | None) -> bool:
    try:
        return panel is not None and panel.isVisible()
    except RuntimeError:
        return False


def test_panels_have_different_names() -> None:
    assert len({panel.id for panel in PANELS}) == len(PANELS)
    assert {panel.area for panel in PANELS} == {"left", "right", "bottom"}
