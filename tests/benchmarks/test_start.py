"""How soon the window is up, beside a bare window of Qt's; compare the two rows.

Each round starts Python anew, up to the first picture on the screen. The program's own aim is
at most 1.6 times the bare window.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

BARE = """
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMainWindow

class Bare(QMainWindow):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            QApplication.exit(0)
        return done

application = QApplication([])
window = Bare()
window.resize(1440, 900)
window.show()
application.exec()
"""
OURS = """
import os
from inspector.shell.window import Window
class Shown(Window):
    def __init__(self):
        super().__init__()
        self.painted.connect(lambda: os._exit(0))
import inspector.app
inspector.app.Window = Shown
from inspector.cli import main
main([])
"""


@pytest.mark.parametrize("program", [BARE, OURS], ids=["bare", "inspector"])
def test_the_first_picture_is_on_the_screen(benchmark: BenchmarkFixture, program: str) -> None:
    def start() -> int:
        return subprocess.run([sys.executable, "-c", program], check=False).returncode

    assert benchmark.pedantic(start, rounds=7, warmup_rounds=2) == 0
