"""Whether a window can be opened here, found out without Qt ending this process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
WINDOWLESS = ("offscreen", "minimal")
PATIENCE = 20.0


class Probe:
    """Starts Qt in a child process, which may abort where this process must not.

    The child runs while its parent imports what it needs for the window, so that asking costs no
    time where there is a display.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._reason = certain_reason(environment)
        self._child = None if self._reason is not None else self._start()

    @staticmethod
    def _start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def known(self) -> str:
        """Why no window can be opened, where that was certain without trying."""
        return self._reason or ""

    def reason(self) -> str:
        """Why no window can be opened, as the middle of a sentence; empty where one can."""
        if self._child is None:
            return self.known
        try:
            status = self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            status = self._child.wait()
        return "" if status == 0 else "Qt cannot reach the display"


def certain_reason(environment: Mapping[str, str], platform: str = sys.platform) -> str | None:
    """What is known without trying: a reason, "" where Qt will start, None where it must try."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen.partition(":")[0] in WINDOWLESS:
        return ""
    if not platform.startswith("linux"):
        return None if chosen else ""
    if not chosen and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return "there is no display"
    return None
