"""What happens once the window's frame is on the screen: its parts are made, a program opens."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from tempfile import TemporaryFile

from PySide6.QtCore import QCoreApplication, QStandardPaths

from inspector.model.recordings.files import SUFFIXES
from inspector.model.settings import Settings
from inspector.shell.appearance.calm import follow_system, system_calm
from inspector.shell.frame.notice import Weight
from inspector.shell.frame.window import Window
from inspector.shell.host import Inspector
from inspector.shell.settings.memory import Memory
from inspector.shell.startup.crash import CrashGuard
from inspector.shell.startup.launch import Launch
from inspector.shell.startup.screenshot import Photographer

NOTHING_KEPT = "Nothing can be written in {}: text that is not saved ends with the window."


def furnish(
    window: Window, settings: Settings, memory: Memory | None, launch: Launch
) -> Inspector:
    """Fill the window, open what was asked for, and take the picture if one is wanted."""
    folder = None if launch.shot else kept_folder()
    if memory is not None:
        follow_system(settings, memory, system_calm(os.environ, Path.home()))
    inspector = Inspector(window, settings, memory, None if folder is None else folder / "unsaved")
    open_first(inspector, launch.path, memory.left_open() if memory is not None else None)
    inspector.refresh()
    inspector.canvas.setFocus()
    if launch.shot is not None:
        photograph(inspector, launch)
    else:
        guard(inspector, folder)
        if folder is None:
            inspector.window.notice.tell(NOTHING_KEPT.format(data_folder()), Weight.WARNING)
    return inspector


def data_folder() -> Path:
    """Where this program keeps what it must not lose."""
    place = QStandardPaths.StandardLocation.AppDataLocation
    return Path(QStandardPaths.writableLocation(place))


def kept_folder() -> Path | None:
    """The folder of what must not be lost; None where nothing can be written."""
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def open_first(inspector: Inspector, path: Path | None, last: Path | None = None) -> None:
    """Open a file, or go on; then offer what another window has left unsaved."""
    if path is None:
        go_on(inspector, last)
    elif not inspector.files.open_path(path):
        return
    inspector.filing.offer_kept()


def go_on(inspector: Inspector, last: Path | None) -> None:
    """Open what was open last: a file, a lesson, or text without a file; else the first lesson."""
    files, filing = inspector.files, inspector.filing
    opened = filing.bring_back() if last is None else last.is_file() and files.open_path(last)
    if not opened and inspector.session.classroom.course:
        files.open_lesson(0)


def guard(inspector: Inspector, folder: Path | None) -> None:
    """Tell whatever goes wrong from now on, and write it down in ``folder`` if there is one."""
    if folder is not None:
        logging.basicConfig(filename=folder / "log.txt", format="%(asctime)s %(message)s")
    unsaved = inspector.filing.unsaved
    keep = unsaved.keep if unsaved is not None else lambda: None
    crash = CrashGuard(lambda text: inspector.window.notice.tell(text, Weight.ERROR), keep)
    crash.setParent(inspector)


def photograph(inspector: Inspector, launch: Launch) -> None:
    """Run the program, or show the recording, and save a picture of the window."""
    assert launch.shot is not None
    inspector.trust.allow()
    inspector.session.settings["reduced_motion"] = True
    is_program = launch.path is None or launch.path.suffix.lower() not in SUFFIXES

    def leave(status: int) -> None:
        inspector.close()
        QCoreApplication.exit(status)

    Photographer(inspector, launch.shot, is_program, leave)
