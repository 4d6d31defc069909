"""Which folders programs run from without asking: a list kept as one setting."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from inspector.model.settings import Settings

KEY = "trusted_folders"


def folders(settings: Settings) -> list[Path]:
    """The trusted folders."""
    return [Path(name) for name in str(settings[KEY]).split(os.pathsep) if name.strip()]


def trusted(settings: Settings, path: Path) -> bool:
    """Whether a program's file lies in a trusted folder, or below one."""
    here = path.resolve()
    return any(here.is_relative_to(folder.resolve()) for folder in folders(settings))


def fingerprint(path: Path) -> str:
    """What tells a file's content from any other; empty where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def trust(settings: Settings, folder: Path) -> None:
    """Run what lies in a folder without asking from now on."""
    names = [str(each) for each in folders(settings)]
    if str(folder.resolve()) not in names:
        settings[KEY] = os.pathsep.join([*names, str(folder.resolve())])
