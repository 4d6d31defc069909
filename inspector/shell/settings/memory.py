"""What the program remembers from one time to the next: settings, window, recent files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from inspector.model.settings import Scalar

NAME = "autograd-inspector"
RECENT = 10
MADE = 1_000
"""So many files written here are remembered; the oldest are forgotten first."""


class Memory:
    """Reads and writes the one settings file; ``file`` is where, the platform's place if None."""

    def __init__(self, file: Path | None = None) -> None:
        kind = QSettings.Format.IniFormat
        scope = QSettings.Scope.UserScope
        self._store = (
            QSettings(str(file), kind) if file is not None else QSettings(kind, scope, NAME, NAME)
        )

    def settings(self) -> Mapping[str, object]:
        """The settings as they were last; a damaged file gives none."""
        try:
            found = json.loads(str(self._store.value("settings", "{}")))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def keep_settings(self, values: Mapping[str, Scalar]) -> None:
        """Remember the settings."""
        self._store.setValue("settings", json.dumps(dict(values)))

    def calm(self) -> bool:
        """Whether the system asked for less motion the last time."""
        return self._store.value("calm", "") == "true"

    def keep_calm(self, calm: bool) -> None:
        """Remember whether the system asks for less motion."""
        self._store.setValue("calm", "true" if calm else "false")

    def place(self) -> tuple[QByteArray, QByteArray]:
        """The window's geometry and the state of its docks; empty before the first time."""
        return self._bytes("window/geometry"), self._bytes("window/docks")

    def keep_place(self, geometry: QByteArray, docks: QByteArray) -> None:
        """Remember where the window was and how its docks stood."""
        self._store.setValue("window/geometry", geometry)
        self._store.setValue("window/docks", docks)

    def arranged(self) -> dict[str, tuple[int, int]]:
        """The sizes that the docks were given, and the window's; a damaged file gives none."""
        try:
            found = json.loads(str(self._store.value("window/arranged", "{}")))
            return {str(name): (int(wide), int(high)) for name, (wide, high) in found.items()}
        except (ValueError, TypeError, AttributeError):
            return {}

    def keep_arranged(self, sizes: Mapping[str, tuple[int, int]]) -> None:
        """Remember the sizes that the docks were given, and those of the window."""
        self._store.setValue("window/arranged", json.dumps(dict(sizes)))

    def left_open(self) -> Path | None:
        """The file that was open when the window closed; None where the text had none."""
        name = str(self._store.value("open", ""))
        return Path(name) if name else None

    def keep_open(self, path: Path | None) -> None:
        """Remember the file that is open as the window closes."""
        self._store.setValue("open", "" if path is None else str(path.resolve()))

    def recent(self) -> list[Path]:
        """The files opened last, newest first."""
        found = self._store.value("recent", [])
        names = [found] if isinstance(found, str) else found
        return [Path(str(name)) for name in names] if isinstance(names, list) else []

    def keep_recent(self, path: Path) -> None:
        """Put a file in front of the recent ones."""
        here = path.resolve()
        others = [other for other in self.recent() if other != here]
        self._store.setValue("recent", [str(one) for one in [here, *others][:RECENT]])

    def made(self) -> Mapping[str, str]:
        """Fingerprints of the files that were written here, by their names."""
        try:
            found = json.loads(str(self._store.value("made", "{}")))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def keep_made(self, path: Path, fingerprint: str) -> None:
        """Remember that a file with this content was written here."""
        name = str(path.resolve())
        others = [(one, of) for one, of in self.made().items() if one != name]
        kept = [*others, (name, fingerprint)][-MADE:]
        self._store.setValue("made", json.dumps(dict(kept)))

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
