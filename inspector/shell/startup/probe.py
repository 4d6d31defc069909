"""Whether Qt can open a window here, found out without Qt ending this process."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Mapping

from PySide6.QtCore import QLibraryInfo

PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
PATIENCE = 20.0


def reason(environment: Mapping[str, str]) -> str:
    """Why no window can be opened, as the middle of a sentence; empty where one can."""
    if reaches_x(environment) or starts():
        return ""
    return "Qt cannot reach the display"


def starts() -> bool:
    """Whether Qt starts in a child process, which may abort where this process must not."""
    nothing = subprocess.DEVNULL
    command = [sys.executable, "-c", PROBE]
    try:
        child = subprocess.run(
            command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return child.returncode == 0


def reaches_x(environment: Mapping[str, str]) -> bool:
    """Whether Qt's own plugin for X loads here and the display answers; False may be wrong.

    A hundred times faster than a process that tries: a window need not wait for that.
    """
    if environment.get("QT_QPA_PLATFORM", "xcb") != "xcb" or not environment.get("DISPLAY"):
        return False
    try:
        plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
        ctypes.CDLL(f"{plugins}/platforms/libqxcb.so")
        return answers(ctypes.CDLL("libxcb.so.1"), environment["DISPLAY"].encode())
    except (OSError, AttributeError):
        return False


def answers(xcb: ctypes.CDLL, display: bytes) -> bool:
    """Whether a connection to an X display is accepted."""
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display, None))
    error: int = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return error == 0
