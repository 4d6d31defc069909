"""How soon the window is up, beside a bare window of Qt's; compare the two rows.

Each round starts Python anew, up to the first picture on the screen, and leaves it there. Python
keeps its compiled modules, as it does for what pip installed. The program's own aim is at most
1.6 times the bare window.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

BARE = """
import os
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Bare(QMainWindow):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            QTimer.singleShot(0, lambda: os._exit(0))
        return done

application = QApplication([])
window = Bare()
window.resize(1440, 900)
window.show()
application.exec()
"""
OURS = """
import os
from inspector.shell.frame.window import Window
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
def test_the_first_picture_is_on_the_screen(
    benchmark: BenchmarkFixture, program: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    environment = keeping_bytecode(tmp_path_factory.getbasetemp() / "compiled")

    def start() -> int:
        command = [sys.executable, "-c", program]
        return subprocess.run(command, check=False, env=environment).returncode

    assert benchmark.pedantic(start, rounds=7, warmup_rounds=2) == 0


def keeping_bytecode(folder: Path) -> dict[str, str]:
    """The environment in which Python writes the modules it has compiled to a folder."""
    return {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder),
    }
