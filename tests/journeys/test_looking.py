"""Themes, views, directions, presenting, and recordings from disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QListWidget,
    QMenu,
    QTabBar,
    QTextBrowser,
    QWidget,
)

from inspector.layout.geometry import COMMON, SMALL, WIDE
from inspector.model.graphs.vertex import Kind
from inspector.model.lessons.lesson_text import read_lesson
from inspector.model.recordings.files import save
from inspector.model.recordings.origin import Origin, Reader
from inspector.model.sources.document import open_document
from inspector.shell.frame.overlay import Overlay
from inspector.theme.tokens import THEMES
from tests.support.hosts import product
from tests.support.windows import PRODUCT, Desk

LONG = """import torch
x = torch.tensor(0.5, requires_grad=True)
y = x.sin().exp().tanh().sin().exp().tanh().sin().exp().tanh().sin().exp().tanh().sin().exp()
"""
"""More operations one behind another than are seen at once."""


def test_a_theme_is_worn_by_everything_at_once(desk: Desk) -> None:
    desk.run(PRODUCT)
    for theme in reversed(THEMES):  # the first is worn already
        desk.inspector.actions.perform(f"view.{theme}")
        desk.rest()
        assert desk.inspector.actions.by_id[f"view.{theme}"].isChecked()
        canvas = desk.inspector.canvas.grab().toImage()
        assert canvas.pixelColor(3, 3).name() == THEMES[theme].canvas


def test_the_graph_is_turned_and_back_and_drawn_with_tensors_as_nodes(desk: Desk) -> None:
    desk.run(PRODUCT)
    wide = desk.inspector.layouting.geometry.bounds
    desk.press(Qt.Key.Key_D)
    desk.rest()
    high = desk.inspector.layouting.geometry.bounds
    assert high[3] / high[2] > wide[3] / wide[2]
    desk.press(Qt.Key.Key_D)
    desk.rest()
    assert desk.inspector.layouting.geometry.bounds == wide
    desk.inspector.actions.perform("view.tensors")
    desk.rest()
    kinds = {vertex.kind for vertex in desk.session.graph.vertices}
    assert Kind.OPERATION not in kinds
    assert set(desk.inspector.layouting.geometry.index) == set(desk.session.graph.by_key)


def test_presenting_leaves_the_graph_and_a_clicker_and_escape_brings_everything_back(
    desk: Desk,
) -> None:
    desk.run(PRODUCT)
    window = desk.inspector.window
    desk.press(Qt.Key.Key_F12)
    assert desk.session.settings["theme"] == "projector"
    assert not window.toolbar.isVisible()
    assert not any(dock.isVisible() for dock in window.docks.values())
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_PageDown)
    assert desk.session.step > 0
    escape_puts_sheets_and_the_find_bar_away_first(desk)
    desk.press(Qt.Key.Key_Escape)
    assert not desk.inspector.display.presenting
    assert desk.session.settings["theme"] == "light"
    assert window.toolbar.isVisible()
    assert window.docks["source"].isVisible()


def escape_puts_sheets_and_the_find_bar_away_first(desk: Desk) -> None:
    sheets = desk.inspector.window.findChildren(Overlay)
    for opens in ("help.keys", "help.palette"):
        desk.inspector.actions.perform(opens)
        assert any(sheet.isVisible() for sheet in sheets)
        desk.bot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert not any(sheet.isVisible() for sheet in sheets)
        assert desk.inspector.display.presenting
    desk.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    desk.bot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert desk.inspector.display.presenting


def test_rows_are_made_for_the_shape_of_the_canvas_and_anew_where_that_changes(
    desk: Desk,
) -> None:
    desk.run(LONG)
    window, shapes = desk.inspector.window, []
    for size, page in (((1_900, 700), WIDE), ((1_440, 900), COMMON), ((1_280, 720), SMALL)):
        window.resize(*size)
        desk.wait(lambda wanted=page: desk.inspector.canvas.page is wanted)
        desk.rest()
        geometry = desk.inspector.layouting.geometry
        assert geometry.rows is not None
        assert geometry.page is page
        shapes.append(geometry.bounds[2] / geometry.bounds[3])
    assert shapes[0] > 1.5 * shapes[1]


def test_a_recording_opens_where_its_reader_was_and_nothing_runs(
    desk: Desk, tmp_path: Path
) -> None:
    recording = product()
    for name in ("run.json", "run.trace"):
        save(recording, tmp_path / name)
        assert desk.inspector.files.open_path(tmp_path / name)
        assert not desk.session.running
        assert desk.session.recording.events == recording.events
        assert desk.session.document.text == recording.source
        assert not desk.session.stale
    recording.origin = Origin("0.1.0", "3.12.1", 17)
    save(recording, tmp_path / "run.trace", Reader(4))
    desk.inspector.files.open_path(tmp_path / "run.trace")
    assert desk.session.step == 4
    assert "seed 17" in desk.notice


def test_a_damaged_recording_opens_and_what_is_no_text_is_refused_in_words(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "run.trace"
    save(product(), path)
    path.write_bytes(path.read_bytes()[:-20])
    desk.inspector.files.open_path(path)
    assert desk.notice
    desk.type(PRODUCT)
    path = tmp_path / "model.py"
    path.write_bytes(b"\x00\x01\x02")
    assert not desk.inspector.files.open_path(path)
    assert "binary" in desk.notice
    assert desk.session.document.text == PRODUCT


def test_text_that_makes_room_for_another_can_be_brought_back(desk: Desk) -> None:
    desk.type(PRODUCT)
    desk.inspector.actions.perform("file.new")
    assert desk.session.document.text == ""
    assert "not saved" in desk.notice
    notice = desk.inspector.window.notice
    notice.buttons["Bring it back"].click()
    assert desk.session.document.text == PRODUCT


def test_a_lesson_is_opened_as_a_copy_ready_to_run(desk: Desk) -> None:
    bar = desk.inspector.window.menuBar()
    menu = next(action.menu() for action in bar.actions() if action.text() == "&Lessons")
    chapter = next(inner for action in menu.actions() if isinstance(inner := action.menu(), QMenu))
    chapter.actions()[0].trigger()
    first = desk.session.classroom.course[0]
    assert desk.session.classroom.lesson is not None
    assert chapter.actions()[0].text() == f"1. {first.title}"
    assert desk.session.document.path is None
    assert not desk.session.document.modified
    assert desk.session.document.text == read_lesson(open_document(first.path).text).lesson.program


def look_up(desk: Desk, words: str) -> QWidget:
    """Open the palette and type words into its line, which is returned."""
    desk.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    line = QApplication.focusWidget()
    desk.bot.keyClicks(line, words)
    return line


def test_the_palette_finds_nodes_lines_lessons_and_commands_or_says_that_there_is_none(
    desk: Desk,
) -> None:
    desk.run(PRODUCT)
    desk.bot.keyClick(look_up(desk, "mulback"), Qt.Key.Key_Return)
    chosen = desk.session.selection
    assert chosen is not None
    assert desk.session.graph.by_key[chosen].grad_fn == "MulBackward0"
    desk.bot.keyClick(look_up(desk, "y.backward()"), Qt.Key.Key_Return)
    assert desk.session.moment.line == 6
    desk.inspector.canvas.setFocus()
    for typed, first in (
        ("y mul", "y × MulBackward0"),
        ("lesson 7", "Lesson 7:"),
        ("qqqq", "Nothing is called so."),
        ("nudge", "Nudge up"),
    ):
        line = look_up(desk, typed)
        assert line.parentWidget().findChild(QListWidget).item(0).text().startswith(first)
        desk.bot.keyClick(line, Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is desk.inspector.canvas
    desk.session.select(None)
    line = look_up(desk, "nudge up")
    found = line.parentWidget().findChild(QListWidget)
    told = found.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.endswith("with a leaf selected, once the program has ended")
    desk.bot.keyClick(line, Qt.Key.Key_Return)
    assert found.isVisible(), "a command that waits for something stays in sight"
    desk.bot.keyClick(line, Qt.Key.Key_Escape)


def test_a_bookmark_is_told_of_when_it_is_set_and_when_it_is_let_go(desk: Desk) -> None:
    desk.run(PRODUCT)
    for told in ("is bookmarked.", "is not bookmarked any more."):
        desk.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        assert told in desk.session.sentence


def test_the_palette_leads_to_a_line_that_has_not_run(desk: Desk) -> None:
    desk.type(PRODUCT)
    desk.bot.keyClick(look_up(desk, "y.backward()"), Qt.Key.Key_Return)
    assert desk.inspector.editor.line == 6
    assert desk.inspector.editor.hasFocus()


def test_the_sheet_of_keys_names_every_key(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Question)
    text = QApplication.focusWidget().parentWidget().findChild(QTextBrowser).toPlainText()
    for title in ("Run", "Step forward", "Present", "Find or do"):
        assert title in text


def test_typed_letters_are_text_while_the_editor_has_the_focus(desk: Desk) -> None:
    desk.type("")
    editor = desk.panel("source").focusProxy()
    editor.setFocus()
    desk.bot.keyClicks(editor, "d = f, l")
    assert "d = f, l" in desk.session.document.text
    assert desk.session.direction == "LR"


def test_no_tab_bar_is_left_behind_where_three_panels_share_a_place(desk: Desk) -> None:
    desk.run(PRODUCT)
    desk.inspector.window.docks["breakpoints"].raise_()
    desk.wait(lambda: desk.panel("breakpoints").isVisible())
    shown = [
        {bar.tabText(place) for place in range(bar.count())}
        for bar in desk.inspector.window.findChildren(QTabBar)
        if bar.isVisible()
    ]
    assert any({"Ledger", "Variables", "Breakpoints"} <= names for names in shown)
    assert {"Ledger", "Variables"} not in shown


def test_a_click_on_a_box_to_choose_from_leaves_the_keys_to_the_steps(desk: Desk) -> None:
    desk.inspector.files.open_lesson(0)
    desk.wait(lambda: desk.panel("lesson").isVisible())
    boxes = desk.inspector.window.findChildren(QComboBox)
    for name in ("Speed of play", "Lesson of the course"):
        desk.inspector.canvas.setFocus()
        (box,) = (one for one in boxes if one.accessibleName() == name)
        desk.bot.mouseClick(box, Qt.MouseButton.LeftButton)
        box.hidePopup()
        assert QApplication.focusWidget() is desk.inspector.canvas, name
