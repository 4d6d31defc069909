"""What the command line asks of the window."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Launch(NamedTuple):
    """What to open and how; with ``shot`` a picture is taken there and the window closes.

    ``path`` None is the first lesson, ``step`` None the end of the run.
    """

    path: Path | None = None
    shot: Path | None = None
    step: int | None = None
    size: tuple[int, int] | None = None
    theme: str | None = None
    view: str | None = None
