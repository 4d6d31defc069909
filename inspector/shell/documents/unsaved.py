"""Text that was typed and not saved outlives a crash: it is kept and offered again."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from inspector.model.session import Session
from inspector.model.sources.document import Document, UnwritableFile, write_whole

AFTER = 800
"""Milliseconds after the last key before the text is written down."""
ASIDE = "aside-"
"""How the names of files begin whose text made room for another."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Text of a window that is gone, the file it belongs to, and whether it was offered once.

    ``taken_from`` : the file its text was taken from, as in a document.
    """

    text: str
    path: Path | None
    file: Path
    told: bool = False
    taken_from: Path | None = None

    @property
    def name(self) -> str:
        """What to call it."""
        return self.path.name if self.path is not None else "a program without a name"

    @property
    def by_crash(self) -> bool:
        """Whether its window ended while the text was in it, and did not put it aside itself."""
        return not self.file.name.startswith(ASIDE)


class Unsaved(QObject):
    """Writes the unsaved text of this window to a file of its own, and finds others' leavings.

    A lock beside each file tells a window that still lives from one that crashed.
    """

    def __init__(self, session: Session, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._file = free_name(folder)
        self._lock = QLockFile(str(self._file.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self._lock.tryLock(0)
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self.keep)
        self._unlink = session.document_changed.connect(self._timer.start)

    def keep(self) -> None:
        """Write the text down now; a document without changes needs no keeping.

        Failing to is silent: it must never disturb typing.
        """
        document = self._session.document
        with contextlib.suppress(UnwritableFile, OSError):
            if document.modified:
                write_whole(self._file, packed(document))
            else:
                self._file.unlink(missing_ok=True)

    def put_aside(self, document: Document) -> None:
        """Keep text that makes room for another; it is found as a crashed window's is."""
        with contextlib.suppress(UnwritableFile, OSError):
            if document.modified:
                write_whole(aside_name(self._folder), packed(document))

    def left(self) -> list[Kept]:
        """What windows that crashed have left, newest first; each is found until discarded."""
        files = [file for file in self._folder.glob("*.json") if file != self._file]
        dead = [file for file in files if is_abandoned(file)]
        found = [unpacked(file) for file in sorted(dead, key=modified, reverse=True)]
        return [kept for kept in found if kept is not None]

    def close(self) -> None:
        """This window ends well: nothing of it needs keeping."""
        self._unlink()
        self._timer.stop()
        self._file.unlink(missing_ok=True)
        self._lock.unlock()


def discard(kept: Kept) -> None:
    """Forget what a crashed window left."""
    kept.file.unlink(missing_ok=True)
    kept.file.with_suffix(".lock").unlink(missing_ok=True)


def mark_told(kept: Kept) -> None:
    """Remember that it was offered; failing to only offers it once more."""
    with contextlib.suppress(UnwritableFile, OSError):
        document = Document(kept.text, kept.path, taken_from=kept.taken_from)
        write_whole(kept.file, packed(document, told=True))


def free_name(folder: Path) -> Path:
    """A file name that no other window uses, or has used and left something under."""
    number = 0
    while list(folder.glob(f"{os.getpid()}-{number}.*")):
        number += 1
    return folder / f"{os.getpid()}-{number}.json"


def aside_name(folder: Path) -> Path:
    """A file name for text that no window shows."""
    number = 0
    while (folder / f"{ASIDE}{number}.json").exists():
        number += 1
    return folder / f"{ASIDE}{number}.json"


def is_abandoned(file: Path) -> bool:
    """Whether the window that wrote ``file`` is gone."""
    lock = QLockFile(str(file.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    free = lock.tryLock(0)
    if free:
        lock.unlock()
    return free


def modified(file: Path) -> float:
    """When a file was last written, in seconds."""
    return file.stat().st_mtime


def packed(document: Document, told: bool = False) -> bytes:
    """A document as it is kept: whoever finds it may have been started in another folder."""
    path, source = _whole(document.path), _whole(document.taken_from)
    kept = {"text": document.text, "path": path, "taken_from": source, "told": told}
    return json.dumps(kept).encode()


def _whole(path: Path | None) -> str | None:
    return None if path is None else str(path.absolute())


def unpacked(file: Path) -> Kept | None:
    """A kept document; None where the file is damaged."""
    try:
        found = json.loads(file.read_bytes())
        path = Path(found["path"]) if found["path"] else None
        source = Path(found["taken_from"]) if found.get("taken_from") else None
        return Kept(str(found["text"]), path, file, bool(found.get("told")), source)
    except (OSError, ValueError, KeyError, TypeError):
        return None
