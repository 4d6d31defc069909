"""What is to be run, and what was agreed about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from inspector.model.recordings.replacing import Replacement
from inspector.model.recordings.wire import Start
from inspector.runner.credit import WINDOW
from inspector.runner.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A program, and how it is run.

    ``path`` : the program's file, beside which its imports are looked for; without one it is
    called ``name``. ``cwd`` : the folder it runs in, that of its file where None.
    ``asks`` : whoever reads the events will answer each ``Asked`` among them. ``fenced`` : it may
    write only to a temporary folder and to those of ``path`` and ``cwd``, where the system sees
    to that. ``stays`` : once the program has ended, the child is kept to be given further code.
    ``holds`` are the lines before which the program waits; ``replacements`` give leaves other
    values.
    """

    source: str
    name: str = "<program>"
    path: Path | None = None
    arguments: tuple[str, ...] = ()
    cwd: Path | None = None
    limits: Limits = field(default_factory=Limits)
    asks: bool = False
    fenced: bool = True
    stays: bool = False
    holds: tuple[int, ...] = ()
    replacements: tuple[Replacement, ...] = ()

    @property
    def folder(self) -> Path:
        """Where the program's imports are looked for first."""
        return self.path.absolute().parent if self.path is not None else Path.cwd()

    def message(self, beat: Path, temporary: Path) -> Start:
        """What is sent to the child, with its heartbeat's file and its temporary folder."""
        own = (self.cwd, self.path and self.folder)
        return Start(
            self.source,
            self.name if self.path is None else str(self.path),
            msgspec.to_builtins(self.limits),
            self.arguments,
            str(self.folder),
            str(self.cwd or self.folder),
            str(beat),
            asks=self.asks,
            temporary=str(temporary),
            writable=tuple(str(each) for each in (temporary, *own) if each) if self.fenced else (),
            stays=self.stays,
            holds=self.holds,
            replacements=self.replacements,
            credit=WINDOW,
        )
