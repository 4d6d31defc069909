"""The few lines that statements for a live program are typed into."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.widgets.prompt import Prompt
from tests.support.staging import Show, settle


@pytest.fixture
def prompt(show: Show) -> Iterator[Prompt]:
    made = Prompt(lambda: "import torch\nweights = torch.ones(2)\n")
    show(made)
    made.setFocus()
    yield made
    thread = made.suggestions.thread
    made.close_threads()
    if thread is not None:
        thread.join()


def entered(prompt: Prompt) -> list[str]:
    found: list[str] = []
    prompt.entered.connect(found.append)
    return found


def enter(prompt: Prompt, *lines: str) -> None:
    for line in lines:
        prompt.insertPlainText(line)
        QTest.keyClick(prompt, Qt.Key.Key_Return)


def test_a_whole_statement_is_handed_over_and_a_block_ends_with_an_empty_line(
    prompt: Prompt,
) -> None:
    found = entered(prompt)
    enter(prompt, "x = 1")
    enter(prompt, "for n in range(3):", "print(n)")
    assert found == ["x = 1"]
    enter(prompt, "")
    enter(prompt, "y = (1,", "2)")
    assert found[1:] == ["for n in range(3):\n    print(n)", "y = (1,\n2)"]


def test_what_is_no_python_is_handed_over_for_the_program_to_say_so(prompt: Prompt) -> None:
    found = entered(prompt)
    enter(prompt, "x = = 1")
    assert found == ["x = = 1"]


def test_up_and_down_bring_back_what_was_and_what_was_being_typed(prompt: Prompt) -> None:
    enter(prompt, "a = 1")
    enter(prompt, "b = 2")
    prompt.insertPlainText("half")
    for key, text in (
        (Qt.Key.Key_Up, "b = 2"),
        (Qt.Key.Key_Up, "a = 1"),
        (Qt.Key.Key_Up, "a = 1"),
        (Qt.Key.Key_Down, "b = 2"),
        (Qt.Key.Key_Down, "half"),
        (Qt.Key.Key_Down, "half"),
    ):
        QTest.keyClick(prompt, key)
        assert prompt.text() == text


def test_while_it_is_held_nothing_is_handed_over_or_lost(prompt: Prompt) -> None:
    found = entered(prompt)
    prompt.held = True
    enter(prompt, "x = 1")
    assert (found, prompt.text()) == ([], "x = 1")
    prompt.held = False
    QTest.keyClick(prompt, Qt.Key.Key_Return)
    assert found == ["x = 1"]


def test_it_grows_with_its_lines_and_shift_begins_another(prompt: Prompt) -> None:
    small = prompt.sizeHint().height()
    prompt.insertPlainText("x = 1")
    QTest.keyClick(prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert prompt.text() == "x = 1\n"
    assert prompt.sizeHint().height() > small
    prompt.insertPlainText("\n" * 40)
    assert prompt.sizeHint().height() < 12 * small


def test_tab_offers_the_names_of_the_program(prompt: Prompt, qtbot) -> None:
    with qtbot.waitSignal(prompt.suggestions.answered):
        QTest.keyClicks(prompt, "wei")
        QTest.keyClick(prompt, Qt.Key.Key_Tab)
    assert list(prompt.suggestions.names) == ["weights"]
    assert prompt.text() == "wei"
