"""What the command line asks of the window."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Shot(NamedTuple):
    """A picture to be taken: at which step (None: the end), of what.

    ``select`` is the variable whose node is selected, ``panels`` are brought to the front.
    """

    path: Path
    step: int | None = None
    select: str = ""
    panels: tuple[str, ...] = ()


class Launch(NamedTuple):
    """What to open and how; with ``shot`` a picture is taken and the window closes.

    ``path`` None is the first lesson.
    """

    path: Path | None = None
    shot: Shot | None = None
    size: tuple[int, int] | None = None
    theme: str | None = None
    view: str | None = None
