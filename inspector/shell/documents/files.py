"""Opening and saving: programs, recordings, pictures."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from inspector.assets import TEMPLATE
from inspector.export.files import FORMATS, export
from inspector.model.graphs.ahead import Ahead
from inspector.model.lessons.classroom import OUTSIDE
from inspector.model.lessons.lesson_text import read_lesson
from inspector.model.moments.breakpoints import KINDS
from inspector.model.recordings import files as recordings
from inspector.model.recordings.origin import told
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.signal import Signal
from inspector.model.sources.document import (
    Document,
    UnreadableFile,
    UnwritableFile,
    open_document,
    open_program,
    save_document,
)
from inspector.shell.background.slices import Slices
from inspector.shell.documents import asking
from inspector.shell.documents.naming import stem
from inspector.shell.documents.outside import text_of
from inspector.shell.documents.revisiting import Revisiting, view_of
from inspector.shell.documents.shown import Shown
from inspector.shell.documents.unsaved import Kept
from inspector.shell.frame.notice import Offer, Weight
from inspector.shell.frame.window import Window

PROGRAMS = "Programs and recordings (*.py *.ipynb *.md *.txt *.json *.trace);;All files (*)"
SAVED_PROGRAMS = "Programs (*.py);;Notebooks (*.ipynb);;All files (*)"
RECORDINGS = "Compact recording (*.trace);;Open recording (*.json)"
Loaded: TypeAlias = tuple[recordings.Opening, Ahead]
AT_ONCE = 2**18
"""Bytes of a recording that is opened before anything else happens."""
PICTURES = ";;".join(f"{ending[1:].upper()} (*{ending})" for ending in FORMATS)


class FileDesk:
    """Reads and writes files for the session; whatever goes wrong is told in the window.

    Text that makes room for another is given to ``put_aside`` first, so that nothing typed is
    lost; where ``may_write`` says no to saving, it may save later itself. ``opened`` is emitted
    with every path that was opened or saved, ``saved`` with the program's path before and now,
    ``wanted_back`` when somebody asks for what was kept unsaved.
    """

    def __init__(
        self,
        session: Session,
        window: Window,
        put_aside: Callable[[Document], object],
        may_write: Callable[[Path, Callable[[], object]], bool],
        shown: Shown,
        revisiting: Revisiting,
    ) -> None:
        self._session, self._window, self._notice = session, window, window.notice
        self._put_aside, self._may_write, self._shown = put_aside, may_write, shown
        self.opened = Signal[Path]()
        self.saved = Signal[Path | None, Path]()
        self.wanted_back: Signal[()] = Signal()
        self.revisiting = revisiting
        self._reading, self._wrong = Path(), False
        self._slices = Slices[float | Loaded](
            window, self._read, self._not_read, (recordings.UnreadableRecording,)
        )

    def new(self) -> None:
        """Begin an empty program."""
        self._replace(Document())

    def open(self) -> None:
        """Ask for a program or a recording and open it."""
        name = asking.file_to_open(self._window, "Open", self._folder(), PROGRAMS)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> bool:
        """Open a program, a recording, or a lesson of the course; whether that worked."""
        place = self._session.classroom.place_of(path)
        if place != OUTSIDE:
            self.open_lesson(place)
            return True
        if path.suffix.lower() in recordings.SUFFIXES:
            return self._open_recording(path)
        try:
            document = open_program(path)
        except UnreadableFile as error:
            self._notice.tell(str(error), Weight.ERROR)
            return False
        self._replace(document)
        self.opened.emit(path)
        return True

    def open_lesson(self, place: int) -> None:
        """Put a lesson's program into the editor; it is a copy, saving asks for a name."""
        classroom = self._session.classroom
        lesson = read_lesson(open_document(classroom.course[place].path).text).lesson
        self._replace(Document(lesson.program, None, lesson.program))
        self._forget_run()
        classroom.teach(lesson, place)

    def bring_back(self) -> None:
        """Have the text offered that was kept because nobody saved it."""
        self.wanted_back.emit()

    def new_lesson(self) -> None:
        """Begin a lesson from the template."""
        text = open_document(TEMPLATE).text
        self._replace(Document(text, None, text))

    def open_kept(self, kept: Kept) -> None:
        """Bring back text that was not saved; where it came from is asked about as before."""
        saved = text_of(kept.path) or ""
        self._replace(Document(kept.text, kept.path, saved, kept.taken_from))

    def save(self) -> bool:
        """Write the program to its file, asking for a name where it has none."""
        path = self._session.document.path
        if path is None:
            return self.save_as()
        return self._may_write(path, lambda: self._save(path)) and self._save(path)

    def save_as(self) -> bool:
        """Ask for a name and write the program there."""
        path = self._session.document.path
        own = path.name if path is not None else stem(self._session, "program") + ".py"
        start = str(Path(self._folder()) / own)
        name = asking.file_to_save(self._window, "Save", start, SAVED_PROGRAMS)
        return bool(name) and self._save(Path(name))

    def save_recording(self) -> None:
        """Ask for a name and write the recording there."""
        path = self._ask_save("Save recording", stem(self._session, "run") + ".trace", RECORDINGS)
        if path is not None:
            recording, reader = self._session.recording, self.revisiting.reader()
            if self._write(path, lambda: recordings.save(recording, path, reader)):
                self.saved.emit(self._session.document.source_file, path)

    def export_picture(self) -> None:
        """Ask for a name and write the graph as a picture or a graph file."""
        path = self._ask_save("Export picture", stem(self._session, "graph") + ".svg", PICTURES)
        if path is not None:
            self._write(path, lambda: export(path, self._shown.whole()))

    def export_seen(self) -> None:
        """Ask for a name and write what the canvas shows of the graph."""
        path = self._ask_save(
            "Export what is seen", stem(self._session, "view") + ".svg", PICTURES
        )
        if path is not None:
            self._write(path, lambda: export(path, self._shown.in_view()))

    @property
    def opening(self) -> bool:
        """Whether a recording is still being read."""
        return self._slices.working

    def _open_recording(self, path: Path) -> bool:
        """Read a recording in slices; True unless the first has shown that it is none."""
        gc.unfreeze()
        self._reading = path
        self._wrong = False
        self._slices.begin(self._loading(path))
        while self._slices.working and path.stat().st_size < AT_ONCE:
            self._slices.go_on()
        return not self._wrong

    def _loading(self, path: Path) -> Iterator[float | Loaded]:
        """Read a recording, then follow it; half of the time each."""
        for piece in recordings.loading(path):
            if isinstance(piece, float):
                yield piece / 2
                continue
            ahead = Ahead(piece.recording, view_of(piece.reader, self._session.view))
            yield from (0.5 + share / 2 for share in ahead.work())
            gc.freeze()  # the collector is to look through all of it neither now nor later
            yield piece, ahead

    def _read(self, piece: float | Loaded) -> None:
        """A slice of the recording that is being opened was read, or all of it."""
        path = self._reading
        if isinstance(piece, float):
            text = f"Opening {path.name}: {piece:.0%}"
            if text != self._notice.text:
                self._notice.tell(text, Weight.PLAIN, Offer("Stop", self._slices.stop))
            return
        opened, ahead = piece
        recording = opened.recording
        self._replace(Document(recording.source, None, recording.source, path))
        self.revisiting.prepare(opened.reader)
        self._session.open_recording(recording, ahead)
        self.revisiting.go_back(opened.reader)
        if opened.complaint:
            self._notice.tell(opened.complaint, Weight.WARNING)
        elif where_from := told(recording.origin):
            self._notice.tell(where_from)
        self.opened.emit(path)

    def _not_read(self, error: Exception) -> None:
        self._wrong = True
        self._notice.tell(str(error), Weight.ERROR)

    def _replace(self, document: Document) -> None:
        """Show another document; unsaved text is put aside and can be brought back."""
        self._slices.stop()
        before = self._session.document
        self._notice.clear()
        self._session.open_document(document)
        if document.path is None or document.path != before.path:
            self._leave_program()
        if before.modified and before.text.strip():
            self._put_aside(before)
            self._notice.tell(
                f"{before.title} was not saved.",
                Weight.WARNING,
                Offer("Bring it back", lambda: self._session.open_document(before)),
            )

    def _leave_program(self) -> None:
        """What belongs to the lines of the program before does not belong to this one's."""
        session = self._session
        session.set_breakpoints([one for one in session.breakpoints if KINDS[one.kind].condition])
        if session.stale:
            self._forget_run()

    def _forget_run(self) -> None:
        """No graph of one program is to stand beside the text of another."""
        if not self._session.running:
            self._session.open_recording(Recording())

    def _save(self, path: Path) -> bool:
        before = self._session.document.source_file
        try:
            self._session.open_document(save_document(self._session.document, path))
        except UnwritableFile as error:
            self._notice.tell(str(error), Weight.ERROR)
            return False
        self.opened.emit(path)
        self.saved.emit(before, path)
        return True

    def _ask_save(self, title: str, name: str, kinds: str) -> Path | None:
        start = str(Path(self._folder()) / name)
        chosen = asking.file_to_save(self._window, title, start, kinds)
        return Path(chosen) if chosen else None

    def _write(self, path: Path, write: Callable[[], object]) -> bool:
        try:
            write()
        except (OSError, ValueError) as error:
            self._notice.tell(f"{path.name} could not be written: {error}.", Weight.ERROR)
            return False
        self._notice.tell(f"{path} is written.")
        return True

    def _folder(self) -> str:
        path = self._session.document.path
        return str(path.parent if path is not None else Path.home())
