"""The panel of ledgers: entries, contributions, and what a click leads to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from inspector.model.recordings.events import Accumulate, GradSet
from inspector.model.recordings.recording import Recording
from inspector.panels.ledger import LedgerPanel
from inspector.theme.tokens import LIGHT
from inspector.widgets.rows import RowDelegate
from tests.panels.stage import session_with
from tests.runner.running import record
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
        "backward 1, line 5", "backward 2, line 7 in place", "grad = None, line 9",
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


TWO_LEAVES = """
a, b = (torch.tensor(number, requires_grad=True) for number in (2.0, 3.0))
(a * b).backward()
a.grad = None
"""


def test_only_the_accounts_that_change_are_written_anew(show: Show, qtbot: QtBot) -> None:
    recording = Recording()
    recording.extend(record(TWO_LEAVES))
    panel = LedgerPanel(session_with(recording, len(recording)))
    show(panel, 400, 400)
    before = [panel.tree.topLevelItem(place) for place in (0, 1)]
    (cleared,) = recording.of_kind(GradSet)
    panel.session.go(cleared)
    settle()
    now = [panel.tree.topLevelItem(place) for place in (0, 1)]
    assert [one is other for one, other in zip(before, now, strict=True)] == [False, True]
    assert leaf(panel).isExpanded()
    assert sums(panel) == ["0 + 3 = 3"]
    panel.session.go(recording.of_kind(Accumulate)[1] + 1)
    settle()
    every = [row for item in now if item is not None for row in children(item)]
    coloured = [row.background(0).color().name() == LIGHT.gradient_soft for row in every]
    assert coloured == [False, True]


TRAINED = """
w = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr={rate}, momentum=0.5)
for _ in range(2):
    {zero}
    (w * 3).backward()
    torch.nn.utils.clip_grad_value_([w], 2.0)
    optimizer.step()
"""


def trained(rate: float = 0.1, zero: str = "optimizer.zero_grad()") -> Recording:
    source = TRAINED.format(rate=rate, zero=zero)
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def texts(item: QTreeWidgetItem) -> list[tuple[str, str]]:
    return [(child.text(0), child.text(1)) for child in children(item)]


def test_an_optimizers_step_stands_in_the_account_with_what_it_keeps(
    show: Show, qtbot: QtBot
) -> None:
    panel = LedgerPanel(session_with(trained()))
    show(panel, 400, 400)
    rows = children(leaf(panel))
    clipped = "clipped by clip_grad_value_, line 7 in place"
    assert [row.text(0) for row in rows] == [
        "backward 1, line 6", clipped, "SGD.step, line 8: the value",
        "SGD.zero_grad, line 5", "backward 2, line 6", clipped, "SGD.step, line 8: the value",
    ]  # fmt: skip
    assert rows[1].text(1) == "3 → 2"
    assert rows[3].text(1) == "2 → None"
    assert rows[2].text(1) == "1 → 0.8"
    assert texts(rows[2]) == [("lr", "0.1"), ("momentum_buffer", "2")]
    assert texts(rows[6]) == [("lr", "0.1"), ("momentum_buffer", "2 → 3")]


def test_a_hook_that_changed_what_arrived_has_a_row(show: Show, qtbot: QtBot) -> None:
    source = (
        "\nx = torch.tensor(2.0, requires_grad=True)\nx.register_hook(lambda g: g * 10)\n"
        "(x * 3).backward()\n"
    )
    recording = Recording(source)
    recording.extend(record(source))
    panel = LedgerPanel(session_with(recording))
    show(panel, 400, 400)
    (row,) = children(leaf(panel))
    assert row.text(1) == "0 + 30 = 30"
    assert texts(row)[-1] == ("a hook changed it", "3 → 30")


def test_the_run_before_stands_beside_this_one(show: Show, qtbot: QtBot) -> None:
    session = session_with(trained())
    panel = LedgerPanel(session)
    show(panel, 400, 400)
    session.open_recording(trained(zero="pass"))
    settle()
    panel.other.setCurrentText("the run before")
    panel.other.activated.emit(panel.other.currentIndex())
    settle()
    first, *_, second, _, _ = children(leaf(panel))
    assert texts(first)[0] == ("= before", "0 + 3 = 3")
    assert second.text(1) == "2 + 3 = 5"
    assert texts(second)[0] == ("≠ before", "0 + 3 = 3")
    clipped = children(leaf(panel))[4]
    assert texts(clipped)[0] == ("≠ before", "3 → 2")


def test_two_learning_rates_differ_from_the_first_step_on(show: Show, qtbot: QtBot) -> None:
    session = session_with(trained(rate=0.1))
    panel = LedgerPanel(session)
    show(panel, 400, 400)
    session.open_recording(trained(rate=0.2))
    settle()
    panel.other.setCurrentText("the run before")
    panel.other.activated.emit(panel.other.currentIndex())
    settle()
    step = children(leaf(panel))[2]
    assert step.text(1) == "1 → 0.6"
    assert texts(step)[0] == ("≠ before", "1 → 0.8")


def test_two_passes_of_one_run_stand_beside_each_other(show: Show, qtbot: QtBot) -> None:
    panel = made(show, 35)
    panel.other.setCurrentText("backward 1 of this run")
    panel.other.activated.emit(panel.other.currentIndex())
    settle()
    first, second, _ = children(leaf(panel))
    assert next(text for text, _ in texts(first)).startswith("AddBackward0")
    assert texts(second)[0] == ("≠ backward 1", "0 + 14 = 14")


def test_a_leaf_without_a_name_is_called_by_what_made_it(show: Show, qtbot: QtBot) -> None:
    source = "w = torch.ones(2, requires_grad=True) * 3\nw.sum().backward()"
    recording = Recording(source)
    recording.extend(record(source))
    panel = LedgerPanel(session_with(recording))
    show(panel, 320, 300)
    settle()
    assert leaf(panel).text(0) == "ones(…).grad"


def test_where_a_graph_has_no_leaf_nothing_is_said_of_others(show: Show) -> None:
    recording = Recording("x = torch.ones(2)\ny = x * 2\n")
    recording.extend(record(recording.source))
    panel = LedgerPanel(session_with(recording, len(recording)))
    show(panel, 400, 300)
    settle()
    assert panel.hint.isVisible()
    assert panel.hint.text() == "No leaf of this graph requires grad."


def test_nothing_is_bolder_than_the_typeface_comes(show: Show) -> None:
    panel = made(show, 20)
    items = [leaf(panel), *children(leaf(panel))]
    assert {int(item.font(0).weight()) for item in items} == {400, 600}


def test_rows_in_fonts_that_were_measured_are_not_laid_out_by_the_style_again(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, measured = made(show, 35), list[int]()
    (first, *_) = children(leaf(panel))
    high = panel.tree.visualItemRect(first).height()
    monkeypatch.setattr(
        RowDelegate, "sizeHint", lambda *_: measured.append(1) or QSize(), raising=False
    )
    first.setBackground(0, QColor("red"))
    first.setText(1, "0 + 14 = 14 and much more than fits beside what stands before it")
    settle()
    assert measured == []
    assert panel.tree.visualItemRect(first).height() > 1.5 * high
