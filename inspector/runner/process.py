"""Starting, signalling and ending the child process, on every system."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from inspector.runner import strays

_ROOT = Path(__file__).resolve().parents[2]
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_CRASHED = 1 << 31
"""From here on a status is Windows' code for what ended a process."""


def start() -> subprocess.Popen[bytes]:
    """A child in a process group of its own, its three pipes open, waiting for a program.

    It stands in this program's own folder until it is told where the user's is. Its last argument
    is the mark that everything it starts will have.
    """
    mark = strays.new_mark()
    return subprocess.Popen(
        [sys.executable, "-P", "-X", "faulthandler", "-m", "inspector.runner", mark],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=_ROOT,
        env={**environment(), strays.VARIABLE: mark},
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | _NO_WINDOW,
    )


def environment() -> dict[str, str]:
    """The child's environment: our packages importable, one numeric thread, repeatable hashes."""
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        **dict.fromkeys(_ONE_THREAD, "1"),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }


def mark_of(child: subprocess.Popen[bytes]) -> str:
    """What its processes are known by, see ``strays``."""
    return str(child.args[-1]) if isinstance(child.args, list) else ""


def interrupt(child: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C."""
    _quietly(lambda: child.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT)))


def terminate(child: subprocess.Popen[bytes]) -> None:
    """Ask the system to end it."""
    _quietly(child.terminate)


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """End it and everything it has started, whatever they are doing."""
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(child.pid)]
        _quietly(
            lambda: subprocess.run(
                tree, capture_output=True, check=False, creationflags=_NO_WINDOW
            )
        )
    else:
        _quietly(lambda: os.killpg(child.pid, signal.SIGKILL))
    _quietly(child.kill)


def end_strays(child: subprocess.Popen[bytes]) -> None:
    """End what it has started and what has left its group since, where they can be found."""
    strays.end_marked(mark_of(child))


def _quietly(act: Callable[[], object]) -> None:
    """Do it, unless the process is gone already."""
    with contextlib.suppress(OSError, ValueError):
        act()


def ending(status: int) -> str:
    """How a process that left no word of its own ended, from its return code."""
    if status < 0:
        return f"Python was killed (signal {-status})"
    if status >= _CRASHED:
        return f"Python crashed (0x{status:08X})"
    return f"Python ended by itself (status {status})"
