from __future__ import annotations

from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from inspector.panels.accounts import MOST_LINES, Accounts, addition
from inspector.panels.ledger import LedgerPanel
from inspector.theme.tokens import LIGHT
from tests.panels.stage import session_with
from tests.support import recordings
from tests.support.staging import Show, settle


def made(show: Show, step: int) -> LedgerPanel:
    panel = LedgerPanel(session_with(recordings.cubic(), step))
    show(panel, 400, 400)
    return panel


def children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [item.child(number) for number in range(item.childCount())]


def leaf(panel: LedgerPanel) -> QTreeWidgetItem:
    item = panel.tree.topLevelItem(0)
    assert item is not None
    return item


def sums(panel: LedgerPanel) -> list[str]:
    return [item.text(1) for item in children(leaf(panel))]


def test_every_backward_adds_and_clearing_clears(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 35)
    assert sums(panel) == ["0 + 14 = 14", "14 + 14 = 28", "28 → None"]
    assert [item.text(0) for item in children(leaf(panel))] == [
        "backward 1, line 5", "backward 2, line 7", "grad = None, line 9",
    ]  # fmt: skip
    assert (leaf(panel).text(0), leaf(panel).text(1)) == ("x.grad", "None")


def test_each_contribution_tells_the_way_it_came(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 20)
    parts = children(children(leaf(panel))[0])
    assert [(part.text(0), part.text(1)) for part in parts] == [
        ("AddBackward0 → AddBackward0 → MulBackward0", "2"),
        ("AddBackward0 → AddBackward0 → PowBackward0", "+ 12"),
    ]


def test_what_arrives_in_a_running_backward_is_there_before_it_is_added(
    show: Show, qtbot: QtBot
) -> None:
    panel = made(show, 16)
    (coming,) = children(leaf(panel))
    assert (coming.text(0), coming.text(1)) == ("arriving: 1 of 2", "2 + …")
    panel.session.go(18)
    settle()
    assert sums(panel) == ["0 + 14 = 14"]


def test_the_entry_of_the_step_is_coloured(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 28)
    first, second = children(leaf(panel))
    assert second.background(0).color().name() == LIGHT.gradient_soft
    assert first.background(0).color().name() != LIGHT.gradient_soft


def test_a_click_goes_to_the_step_and_on_a_leaf_selects_it(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 35)
    panel.tree.itemClicked.emit(children(leaf(panel))[0], 0)
    assert panel.session.step == 18
    settle()
    panel.tree.itemClicked.emit(leaf(panel), 0)
    assert panel.session.selection == panel.session.graph.by_tensor[recordings.X].key


def test_going_back_takes_entries_away(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 35)
    panel.session.go(20)
    settle()
    assert sums(panel) == ["0 + 14 = 14"]
    panel.session.go(0)
    settle()
    assert panel.hint.isVisible()


def test_a_long_ledger_shows_its_last_entries(qtbot: QtBot) -> None:
    events = recordings.cubic_events()
    start, stop = 12, 19
    again = [event for _ in range(100) for event in events[start:stop]]
    session = session_with(recordings.recording(recordings.CUBIC, [*events[:start], *again]))
    (account,) = Accounts(session.recording).at(session)
    assert len(account.entries) == MOST_LINES
    assert account.left_out == 100 - MOST_LINES


def test_small_gradients_are_added_element_by_element_and_large_ones_by_means(
    qtbot: QtBot,
) -> None:
    several = recordings.value([1.0, 3.0, -7.0])
    assert addition(None, several, several) == "[1, 3, −7]"
    assert addition(several, several, several) == "[1, 3, −7] + [1, 3, −7] = [1, 3, −7]"
    matrix = recordings.value([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert addition(None, matrix, matrix) == "[[1, 2, 3], [4, 5, 6]]"
    many = recordings.value([-1.0] * 7)
    assert addition(many, many, many) == "−1 + (−1) = −1"
    assert addition(recordings.value(12.0), recordings.value(4.0), recordings.value(16.0)) == (
        "12 + 4 = 16"
    )
