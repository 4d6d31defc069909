"""Commands as Qt shows them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from inspector.assets import ICONS
from inspector.commands import COMMANDS
from inspector.shell.appearance.icons import icon
from inspector.shell.controls.actions import Actions
from inspector.shell.controls.shortcuts import page
from inspector.theme.tokens import THEMES
from tests.support.hosts import FakeHost, product


@pytest.fixture
def actions(qtbot: QtBot) -> Iterator[Actions]:
    window = QMainWindow()
    qtbot.addWidget(window)
    yield Actions(FakeHost(product()), window)
    window.close()


def test_every_command_stands_in_its_menu(actions: Actions, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    menus = actions.fill(window.menuBar())
    for name, command in COMMANDS.items():
        menu = menus[command.menu]
        if command.within:
            found = (each.menu() for each in menu.actions() if each.text() == command.within)
            menu = next(each for each in found if isinstance(each, QMenu))
        assert actions.by_id[name] in menu.actions()


def test_no_menu_is_long_without_lines_that_part_it(actions: Actions, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    for menu in actions.fill(window.menuBar()).values():
        lines = [place for place, each in enumerate(menu.actions()) if each.isSeparator()]
        ends = [-1, *lines, len(menu.actions())]
        assert all(1 < stop - start <= 9 for start, stop in pairwise(ends)), menu.title()


def test_every_key_is_one_that_qt_understands(actions: Actions) -> None:
    for name, command in COMMANDS.items():
        shortcuts = actions.by_id[name].shortcuts()
        assert len(shortcuts) == len(command.keys)
        assert QKeySequence() not in shortcuts


def test_no_two_actions_share_a_key(actions: Actions) -> None:
    keys = [key.toString() for action in actions.by_id.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_what_cannot_be_done_is_grey(actions: Actions) -> None:
    actions.perform("step.first")
    assert not actions.by_id["step.back"].isEnabled()
    assert actions.by_id["step.forward"].isEnabled()


def test_a_command_that_is_grey_does_nothing(actions: Actions) -> None:
    actions.perform("step.last")
    step = actions._host.session.step
    actions.perform("step.forward")
    assert actions._host.session.step == step


def test_a_key_that_waits_says_for_what_but_escape_is_nobodys_mistake(actions: Actions) -> None:
    session = actions._host.session
    actions.refuse(QKeySequence("Escape"))
    assert session.said == ""
    actions.perform("step.last")
    actions.refuse(QKeySequence("Right"))
    assert session.said.startswith("“Step forward” works")


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_every_icon_of_a_command_is_drawn_in_the_themes_ink(actions: Actions, theme) -> None:
    for command in COMMANDS.values():
        if command.icon:
            image = icon(command.icon, theme).pixmap(24, 24).toImage()
            colours = {image.pixelColor(x, y).name() for x in range(24) for y in range(24)}
            assert theme.text in colours, f"{command.icon} is empty"


def test_every_icon_file_is_used() -> None:
    used = {command.icon for command in COMMANDS.values()}
    there = {path.stem for path in ICONS.glob("*.svg")}
    assert used - {None} <= there


def test_the_sheet_of_keys_has_a_row_for_every_command_with_a_key() -> None:
    text = page()
    for command in COMMANDS.values():
        if command.keys:
            assert escape(command.title.rstrip(" …")) in text


def test_every_menu_opens_with_alt_and_a_letter_of_its_own(actions: Actions, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    titles = [menu.title() for menu in actions.fill(window.menuBar()).values()]
    letters = [title[title.index("&") + 1] for title in titles]
    assert len(set(letters)) == len(titles)
