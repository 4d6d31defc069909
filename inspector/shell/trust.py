"""Asking, once a folder, before a program runs that was not made here; viewing never asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector.model.session import Session
from inspector.model.trust import trust, trusted
from inspector.shell.notice import Notice, Offer, Weight


class Trust:
    """Stands before every run; ``made`` are the files that were written here."""

    def __init__(self, session: Session, notice: Notice) -> None:
        self._session, self._notice = session, notice
        self.made: set[Path] = set()

    @property
    def given(self) -> bool:
        """Whether the program may run without anybody being asked."""
        return self._trusts(self._session.document.path)

    def wrote(self, before: Path | None, path: Path) -> None:
        """A program was written to ``path``; where it was before says whether it was made here."""
        if self._trusts(before):
            self.made.add(path)

    def _trusts(self, path: Path | None) -> bool:
        return path is None or path in self.made or trusted(self._session.settings, path)

    def may_run(self, start: Callable[[], object]) -> bool:
        """Whether the program may run now; where it may not, ask, and ``start`` it on a yes."""
        path = self._session.document.path
        if path is None or self._trusts(path):
            return True
        folder = path.resolve().parent
        self._notice.tell(
            f"{path.name} was not made here. A program can do whatever you can: run it only if "
            f"you trust where it comes from. Looking at it is safe.",
            Weight.WARNING,
            Offer("Run it this once", lambda: self._once(path, start)),
            Offer(
                f"Trust the folder {folder.name or folder}", lambda: self._always(folder, start)
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
