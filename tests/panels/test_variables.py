"""The panel of variables: what each name holds at a step, in wide and narrow panels."""

from __future__ import annotations

from itertools import product

from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from inspector.model.recordings.events import AnyEvent, Created, Names, Statement
from inspector.model.recordings.facts import Binding
from inspector.panels.variables import VariablesPanel
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


def rows(panel: VariablesPanel) -> list[list[str]]:
    items = [panel.tree.topLevelItem(n) for n in range(panel.tree.topLevelItemCount())]
    return [[item.text(column) for column in range(4)] for item in items if item]


def test_variables_are_those_of_the_step(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 5)
    panel = VariablesPanel(session)
    show(panel)
    assert [row[0] for row in rows(panel)] == ["torch", "● x"]
    assert rows(panel)[1][1:] == ["scalar", "2", "requires grad"]
    session.go(28)
    settle()
    assert [row[0] for row in rows(panel)] == ["torch", "x", "y"]
    assert rows(panel)[1][3] == "28"
    assert rows(panel)[2][3] == "<AddBackward0>"


def test_a_click_on_a_tensor_selects_it(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 28)
    panel = VariablesPanel(session)
    show(panel)
    panel.tree.itemClicked.emit(panel.tree.topLevelItem(2), 0)
    assert session.selection == session.graph.by_tensor[recordings.Y].key
    panel.tree.itemClicked.emit(panel.tree.topLevelItem(0), 0)
    assert session.selection == session.graph.by_tensor[recordings.Y].key
    settle()
    assert [item.text(0) for item in panel.tree.selectedItems()] == ["y"]


def test_running_functions_stand_before_the_module(show: Show, qtbot: QtBot) -> None:
    events: list[AnyEvent] = [
        Statement(1),
        Names((Binding("f", text="<function f>"),)),
        Statement(3),
        Statement(2, "f", 1),
        Names((Binding("a", text="1"),), function="f", depth=1),
    ]
    panel = VariablesPanel(session_with(recordings.recording("", events)))
    show(panel)
    assert [row[0] for row in rows(panel)] == ["f(), line 2", "● a", "module", "f"]
    spanned = [panel.tree.isFirstColumnSpanned(n, QModelIndex()) for n in range(4)]
    assert spanned == [True, False, True, False]  # a heading has the whole width


def test_without_variables_it_says_what_to_do(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.cubic(), 0)
    panel = VariablesPanel(session)
    show(panel)
    assert panel.hint.isVisible()
    assert "Step forward" in panel.hint.text()


def test_a_variable_that_changes_has_a_line_that_can_be_read_out(show: Show, qtbot: QtBot) -> None:
    session = session_with(recordings.chain(40))
    panel = VariablesPanel(session)
    show(panel)
    item = panel.tree.topLevelItem(0)
    assert item is not None
    assert item.toolTip(4) == "x went from 1 to 40 in 4 changes"
    assert not panel.tree.isColumnHidden(4)
    picture = panel.tree.viewport().grab(panel.tree.visualItemRect(item)).toImage()
    places = product(range(picture.width()), range(picture.height()))
    colours = {picture.pixelColor(x, y).name() for x, y in places}
    assert panel.theme.forward.lower() in colours
    session.go(2)
    settle()
    assert panel.tree.isColumnHidden(4), "one value makes no line"


def test_a_narrow_panel_leaves_out_the_shape_and_the_trend_before_the_gradient(
    show: Show, qtbot: QtBot
) -> None:
    panel = VariablesPanel(session_with(recordings.cubic(), 28))
    show(panel, 900, 300)
    assert not panel.tree.isColumnHidden(1)
    panel.resize(250, 300)
    settle()
    assert panel.tree.isColumnHidden(1)
    assert not panel.tree.isColumnHidden(3)
    header = panel.tree.header()
    begins = header.sectionViewportPosition(3)
    assert begins + panel.tree.sizeHintForColumn(3) <= panel.tree.viewport().width()


def test_a_long_name_leaves_room_for_what_it_holds(show: Show, qtbot: QtBot) -> None:
    long = "encoder.layers.0.self_attn.out_proj.weight"
    recording = recordings.cubic()
    recording.extend([Statement(1), Names((Binding(long, text="7"),))])
    panel = VariablesPanel(session_with(recording, len(recording)))
    show(panel, 300, 300)
    assert long in {row[0].removeprefix("● ") for row in rows(panel)}
    assert panel.tree.columnWidth(0) <= panel.tree.viewport().width() // 2
    shown = panel.tree.columnViewportPosition(2)
    assert shown < panel.tree.viewport().width() - 60


def test_a_narrow_panel_cuts_values_before_it_cuts_what_there_is_of_a_gradient(
    show: Show, qtbot: QtBot
) -> None:
    panel = VariablesPanel(session_with(recordings.cubic(), 5))
    show(panel)
    panel.resize(250, 300)
    settle()
    tree = panel.tree
    width = sum(tree.columnWidth(n) for n in range(5) if not tree.isColumnHidden(n))
    assert width <= tree.viewport().width()
    assert tree.columnWidth(3) >= tree.sizeHintForColumn(3)


def test_nothing_scrolls_sideways_and_names_can_be_told_apart(show: Show, qtbot: QtBot) -> None:
    names = ("model.0.weight", "model.2.weight")
    recording = recordings.cubic()
    bound = tuple(Binding(name, recordings.X) for name in names)
    recording.extend([Statement(1), Names(bound)])
    panel = VariablesPanel(session_with(recording, len(recording)))
    show(panel, 250, 300)
    tree = panel.tree
    assert tree.header().length() <= tree.viewport().width()
    assert tree.columnWidth(0) >= tree.fontMetrics().horizontalAdvance("…l.0.weight")
    item = tree.topLevelItem(tree.topLevelItemCount() - 1)
    assert item is not None
    assert item.toolTip(0).endswith(names[1])


def test_in_a_narrow_panel_gradients_stand_below_values_that_would_be_cut(
    show: Show, qtbot: QtBot
) -> None:
    recording = recordings.cubic()
    bound = tuple(Binding(f"encoder.layers.{n}.weight", recordings.X) for n in range(2))
    recording.extend([Statement(1), Names(bound)])
    panel = VariablesPanel(session_with(recording, len(recording)))
    show(panel, 900, 300)
    assert not panel.tree.isColumnHidden(3)
    usual = panel.tree.visualItemRect(panel.tree.topLevelItem(1)).height()
    panel.resize(120, 300)
    settle()
    tree = panel.tree
    assert tree.isColumnHidden(3)
    assert tree.visualItemRect(tree.topLevelItem(1)).height() > 1.5 * usual
    assert tree.visualItemRect(tree.topLevelItem(0)).height() == usual, "torch has no gradient"
    box = tree.visualItemRect(tree.topLevelItem(1))
    half = box.adjusted(tree.columnWidth(0), box.height() // 2, 0, 0)
    picture = tree.viewport().grab(half).toImage()
    places = product(range(picture.width()), range(picture.height()))
    assert min(picture.pixelColor(x, y).lightness() for x, y in places) < 150, "written below"
    panel.resize(900, 300)
    settle()
    assert not tree.isColumnHidden(3)


def held_in_lists() -> VariablesPanel:
    made: list[AnyEvent] = [Created(n, recordings.value([float(n)])) for n in range(1, 41)]
    few = tuple(Binding(f"w[{n}]", n + 37) for n in range(4))
    many = tuple(Binding(f"Xs[{n}]", n + 1) for n in range(36))
    return VariablesPanel(session_with(recordings.recording("", [*made, Names((*few, *many))])))


def test_a_list_of_many_tensors_is_one_row_that_opens(show: Show, qtbot: QtBot) -> None:
    panel = held_in_lists()
    show(panel)
    assert [row[0].lstrip("● ") for row in rows(panel)] == ["w[0]", "w[1]", "w[2]", "w[3]", "Xs"]
    closed = panel.tree.topLevelItem(4)
    assert closed is not None
    assert (closed.text(2), closed.childCount()) == ("list of 36 tensors", 0)
    panel.tree.setCurrentItem(closed)
    qtbot.keyClick(panel.tree, Qt.Key.Key_Right)
    settle()
    opened = panel.tree.currentItem()  # whoever goes by keyboard stays where they are
    assert opened is not None
    assert opened.isExpanded()
    assert [opened.child(n).text(0).lstrip("● ") for n in (0, 35)] == ["Xs[0]", "Xs[35]"]
    panel.refresh()  # as at another step
    again = panel.tree.topLevelItem(4)
    assert again is not None
    assert again.isExpanded()
    panel.tree.itemActivated.emit(again, 0)
    settle()
    assert again.childCount() == 0
