"""What other programs do to the file of the program in the editor: read anew, or told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from inspector.model.session import Session
from inspector.model.sources.document import Document, UnreadableFile, as_read, open_document
from inspector.shell.frame.notice import Notice, Offer, Weight

AFTER = 150
"""Milliseconds after a change before the file is read: editors write in several goes."""


def text_of(path: Path | None) -> str | None:
    """The program that a file holds now; None where there is none that can be read."""
    try:
        return None if path is None else open_document(path).text
    except UnreadableFile:
        return None


def reads(found: str, path: Path, text: str) -> bool:
    """Whether what was found in a file is what comes of saving a text there."""
    return found == text or found == as_read(text, path)


class Outside(QObject):
    """Watches the file of the program in the editor.

    Changes by another program are read at once while nothing was typed here, and else a
    person is asked. ``distrust`` hears of every file that holds what somebody else wrote;
    ``put_aside`` keeps text that makes room.
    """

    def __init__(
        self,
        session: Session,
        notice: Notice,
        distrust: Callable[[Path], object],
        put_aside: Callable[[Document], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._notice = session, notice
        self._distrust, self._put_aside = distrust, put_aside
        self._missing = False
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self.look)
        self._watcher.fileChanged.connect(self._timer.start)
        self._watcher.directoryChanged.connect(self._timer.start)
        self._unlink = session.document_changed.connect(self._watch)

    def look(self) -> None:
        """Compare the file with what it held when it was last read or written here."""
        self._watch()
        document, path = self._session.document, self._session.document.path
        if path is None:
            return
        text, gone = text_of(path), not path.exists()
        if gone and not self._missing:
            self._notice.tell(f"{path} is gone. Save writes it again.", Weight.WARNING)
        self._missing = gone
        if text is None or reads(text, path, document.saved):
            return
        self._distrust(path)
        if reads(text, path, document.text):
            self._session.open_document(replace(document, saved=document.text))
        elif document.modified:
            self._ask(document.title)
        else:
            self._read(path)
            self._notice.tell(f"{path.name} was changed by another program and is read anew.")

    def close(self) -> None:
        """Watch no more."""
        self._unlink()
        self._timer.stop()

    def may_write(self, path: Path, write: Callable[[], object]) -> bool:
        """Whether saving loses nothing of others; where it would, ask, and ``write`` on a yes."""
        document, text = self._session.document, text_of(path)
        if path != document.path or text is None:
            return True
        if reads(text, path, document.saved) or reads(text, path, document.text):
            return True
        self._ask(document.title, write)
        return False

    def _ask(self, title: str, write: Callable[[], object] | None = None) -> None:
        self._notice.tell(
            f"{title} was changed by another program, and here too.",
            Weight.WARNING,
            Offer("Read it anew", self._replace),
            Offer("Write over it" if write else "Keep what is here", lambda: self._keep(write)),
        )

    def _replace(self) -> None:
        document = self._session.document
        if document.path is not None:
            self._put_aside(document)
            self._read(document.path)

    def _keep(self, write: Callable[[], object] | None) -> None:
        """What stands in the file is known now, and is no reason to ask again."""
        document = self._session.document
        known = text_of(document.path)
        self._session.open_document(
            replace(document, saved=document.saved if known is None else known)
        )
        if write is not None:
            write()

    def _read(self, path: Path) -> None:
        """Take over the file's text; breakpoints stay at their lines, and undo leads back."""
        text = text_of(path)
        if text is not None:
            self._session.edit(text)
            self._session.open_document(Document(text, path, text))

    def _watch(self) -> None:
        """Watch the program's file, and its folder while the file is missing."""
        path = self._session.document.path
        wanted = set() if path is None else {str(path if path.exists() else path.parent)}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if watched - wanted:
            self._watcher.removePaths(sorted(watched - wanted))
        if wanted - watched:
            self._watcher.addPaths(sorted(wanted - watched))
