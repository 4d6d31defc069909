"""Every command, as declared."""

from __future__ import annotations

from collections import Counter

import pytest

from inspector.commands import COMMANDS, MENUS, Command
from inspector.commands.registry import always, command
from tests.support.hosts import FakeHost, product

EVERY = pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))


@EVERY
def test_a_command_says_what_it_does(command: Command) -> None:
    assert command.title
    assert command.help.endswith(".")
    assert command.menu in MENUS


def test_no_key_is_given_twice() -> None:
    given = Counter(keys for command in COMMANDS.values() for keys in command.keys)
    assert [keys for keys, count in given.items() if count > 1] == []


def test_no_title_is_given_twice() -> None:
    given = Counter(command.title for command in COMMANDS.values())
    assert [title for title, count in given.items() if count > 1] == []


@EVERY
def test_a_command_runs_wherever_it_is_enabled(command: Command) -> None:
    for host in (FakeHost(), FakeHost(product())):
        for step in (0, len(host.session.recording)):
            host.session.go(step)
            if command.enabled(host):
                command.run(host)


@EVERY
def test_conditions_can_be_asked_in_an_empty_window(command: Command) -> None:
    assert command.enabled(FakeHost()) in (True, False)
    assert command.checked is None or command.checked(FakeHost()) in (True, False)


def test_a_command_that_cannot_be_given_says_what_it_waits_for() -> None:
    waiting = [each for each in COMMANDS.values() if each.enabled is not always]
    assert [each.refusal for each in waiting if not each.refusal.endswith(".")] == []
    assert COMMANDS["run.stop"].refusal == "“Stop” works while a program runs."


def test_the_same_function_cannot_be_declared_twice() -> None:
    with pytest.raises(ValueError, match=r"run\.run is declared twice"):
        command("Run again", "Run")(COMMANDS["run.run"].run)
