"""The real window, as a person meets it, with nothing remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inspector.model.settings import Settings
from inspector.panels import PANELS
from inspector.panels.refresh_turns import turns_of
from inspector.runner.spare import Spare
from inspector.shell.frame.building import build
from inspector.shell.frame.window import FIRST_SIZE, Window
from inspector.shell.host import Inspector

PRODUCT = """\
import torch

x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
y = x * x * w
y.backward()
print(x.grad, w.grad)
"""


class Desk:
    """A person in front of the window: types, presses keys, and waits for what shows."""

    def __init__(self, inspector: Inspector, bot: QtBot) -> None:
        self.inspector, self.bot = inspector, bot
        self.session = inspector.session

    def type(self, program: str) -> None:
        """Write a program into the editor."""
        self.session.edit(program)

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key while the graph has the focus."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        QCoreApplication.processEvents()
        self.bot.keyClick(self.inspector.canvas, key, held)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        self.bot.waitUntil(condition)

    def run(self, program: str) -> None:
        """Run a program to its end and look at its last step."""
        self.type(program)
        self.press(Qt.Key.Key_F5)
        self.wait(lambda: not self.session.running and len(self.session.recording) > 0)
        self.press(Qt.Key.Key_End)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing moves, and everything shows what holds now."""
        inspector = self.inspector
        turns = turns_of(inspector.window)
        moving = (
            lambda: inspector.layouting.busy,
            lambda: inspector.canvas.busy,
            lambda: turns.busy,
        )
        self.wait(lambda: not inspector.refreshing.due and not any(each() for each in moving))

    def panel(self, name: str) -> QWidget:
        """A panel by its id."""
        return self.inspector.panels[name]

    @property
    def notice(self) -> str:
        """What the line above the graph says."""
        return self.inspector.window.notice.text


@pytest.fixture
def settings() -> Settings:
    """The settings of the window; a test may bring its own."""
    return Settings({"reduced_motion": True, "speed": 8.0})


@pytest.fixture
def unsaved() -> Path | None:
    """Where text is kept that was not saved; a test may bring a folder."""
    return None


@pytest.fixture
def only_this_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started for a next run, which few tests come to; a file may want it."""
    monkeypatch.setattr(Spare, "warm", lambda spare: None)


@pytest.fixture
def desk(
    qtbot: QtBot,
    qapp: QApplication,
    no_widgets_left: None,
    only_this_run: None,
    settings: Settings,
    unsaved: Path | None,
) -> Iterator[Desk]:
    """The real window with every panel, shown; nothing is remembered."""
    window = Window()
    window.resize(*FIRST_SIZE)
    build(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    inspector = Inspector(window, settings, unsaved=unsaved)
    inspector.canvas.setFocus()
    assert set(inspector.panels) == {panel.id for panel in PANELS}
    yield Desk(inspector, qtbot)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
