"""Asking, once a folder, before a program runs that was not made here; viewing never asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector.model.session import Session
from inspector.model.trust import fingerprint, trust, trusted
from inspector.shell.frame.notice import Notice, Offer, Weight
from inspector.shell.settings.memory import Memory


class Trust:
    """Stands before every run; ``made`` are the files that were written here.

    ``memory`` keeps them, with fingerprints of their contents, from one time to the next: a file
    that somebody else has changed since is asked about like any other. None keeps nothing.
    """

    def __init__(self, session: Session, notice: Notice, memory: Memory | None = None) -> None:
        self._session, self._notice, self._memory = session, notice, memory
        self.made: set[Path] = set()

    @property
    def given(self) -> bool:
        """Whether the program may run without anybody being asked."""
        return self._trusts(self._session.document.source_file)

    def wrote(self, before: Path | None, path: Path) -> None:
        """A program or a recording was written to ``path``; ``before`` : the program's file.

        Where the program was before says whether it was made here.
        """
        if self._trusts(before):
            self.made.add(path)
            if self._memory is not None:
                self._memory.keep_made(path, fingerprint(path))

    def _trusts(self, path: Path | None) -> bool:
        if path is None or path in self.made or trusted(self._session.settings, path):
            return True
        return self._is_remembered(path)

    def _is_remembered(self, path: Path) -> bool:
        """Whether a file is still what was written here another time."""
        known = None if self._memory is None else self._memory.made().get(str(path.resolve()))
        if not known or fingerprint(path) != known:
            return False
        self.made.add(path)  # a recording is too large to be looked through at every key
        return True

    def allow(self) -> None:
        """The program in the editor was named by whoever started this one: it may run."""
        path = self._session.document.path
        if path is not None:
            self.made.add(path)

    def forget(self, path: Path) -> None:
        """Somebody else has written to ``path``: it was not made here any more."""
        self.made.discard(path)

    def may_run(self, start: Callable[[], object]) -> bool:
        """Whether the program may run now; where it may not, ask, and ``start`` it on a yes."""
        path = self._session.document.source_file
        if path is None or self._trusts(path):
            return True
        folder = path.resolve().parent
        self._notice.tell(
            f"{path.name} was not written here. A program can do whatever you can: run it only "
            f"if you trust where it comes from. Looking at it is safe.",
            Weight.WARNING,
            Offer("Run once", lambda: self._once(path, start)),
            Offer(
                f"Trust the folder “{folder.name or folder}”",
                lambda: self._always(folder, start),
            ),
        )
        return False

    def _once(self, path: Path, start: Callable[[], object]) -> None:
        self.made.add(path)
        try:
            start()
        finally:
            self.made.discard(path)

    def _always(self, folder: Path, start: Callable[[], object]) -> None:
        trust(self._session.settings, folder)
        start()
