"""A film made by a process of its own, so that the window goes on and a film can be given up."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from inspector.arguments import PROGRAM
from inspector.model.recordings.files import save
from inspector.model.recordings.origin import Reader
from inspector.model.recordings.recording import Recording
from inspector.runner.process import ending, environment

NOTHING: Mapping[str, bool] = MappingProxyType({})
SOON = 3_000
"""Milliseconds in which a process that was killed is gone."""


class Filming(QObject):
    """Makes one film at a time with the command ``film``.

    ``told`` is emitted with the frames that are done and how many there will be, ``ended`` with
    what went wrong: "" where the film is written. What is given up leaves nothing behind.
    """

    told = Signal(int, int)
    ended = Signal(str)
    _saved = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(1, "film")
        self._folder: TemporaryDirectory[str] | None = None
        self._process: QProcess | None = None
        self._path = Path()
        self._options: tuple[str, ...] = ()
        self._saved.connect(self._start)

    @property
    def working(self) -> bool:
        """Whether a film is being made."""
        return self._folder is not None

    def begin(
        self,
        recording: Recording,
        path: Path,
        options: Sequence[str],
        groups: Mapping[str, bool] = NOTHING,
    ) -> None:
        """Film a recording that does not grow any more; ``options`` are those of the command.

        ``groups`` says which of the graph were opened and closed.
        """
        self._folder = TemporaryDirectory(prefix="film")
        self._path, self._options = path, tuple(options)
        reader = Reader(groups=dict(groups))
        self._worker.submit(self._save, recording, Path(self._folder.name), reader)

    def stop(self) -> None:
        """Give the film up."""
        self._end_process()
        if self.working:
            self._leave("")

    def close(self) -> None:
        """Give up what is being made, and end the thread."""
        self._end_process()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._clear()

    def _save(self, recording: Recording, folder: Path, reader: Reader) -> None:
        """In the thread: a large recording takes a while to be written down."""
        try:
            save(recording, folder / "run.trace", reader)
        except OSError as error:
            self._saved.emit(error)
        else:
            self._saved.emit(folder)

    def _start(self, result: Path | OSError) -> None:
        folder = self._folder
        if folder is None or result != Path(folder.name):
            if isinstance(result, OSError) and self.working:
                self._leave(f"The recording cannot be written: {result.strerror}.")
            return
        process = self._process = QProcess(self)
        around = QProcessEnvironment()
        for name, value in (environment() | {"QT_QPA_PLATFORM": "offscreen"}).items():
            around.insert(name, value)
        process.setProcessEnvironment(around)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        given = [str(result / "run.trace"), "-o", str(self._made), "--progress", *self._options]
        process.start(sys.executable, ["-P", "-m", "inspector", "film", *given])

    @property
    def _made(self) -> Path:
        """Where the process writes to; one folder holds nothing else."""
        folder = Path(self._folder.name if self._folder else "") / "made"
        folder.mkdir(exist_ok=True)
        return folder / self._path.name

    def _read(self) -> None:
        if self._process is not None:
            lines = bytes(self._process.readAllStandardOutput().data()).decode().split()
            done, _, frames = (lines or [""])[-1].partition("/")
            if done.isdigit() and frames.isdigit():
                self.told.emit(int(done), int(frames))

    def _finished(self, status: int) -> None:
        if self._process is None:
            return
        words = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        said = words.strip().rpartition(f"{PROGRAM}: ")[2]
        self._leave(self._delivered() if status == 0 else said or f"{ending(status)}.")

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._leave("Python could not be started.")

    def _delivered(self) -> str:
        """Put the film, or all its files, where it was asked for."""
        try:
            for file in sorted(self._made.parent.iterdir()):
                shutil.move(file, self._path.with_name(file.name))
        except OSError as error:
            return f"{self._path} cannot be written: {error.strerror}."
        return ""

    def _leave(self, trouble: str) -> None:
        self._clear()
        self.ended.emit(trouble)

    def _clear(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = None

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(SOON)
            process.deleteLater()
