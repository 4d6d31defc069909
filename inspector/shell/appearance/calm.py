"""Whether the system asks for reduced motion, which Qt does not tell."""

from __future__ import annotations

import ctypes
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Mapping
from configparser import ConfigParser, Error
from pathlib import Path

from inspector.model.settings import Settings
from inspector.shell.settings.memory import Memory

PATIENCE = 0.5
"""Seconds that a desktop has to answer."""
GSETTINGS = ("gsettings", "get", "org.gnome.desktop.interface", "enable-animations")
CLIENT_AREA_ANIMATION = 0x1042
"""SPI_GETCLIENTAREAANIMATION of Windows: whether controls are animated."""
FILES = (
    (".config/kdeglobals", "KDE", "AnimationDurationFactor"),
    (".config/gtk-4.0/settings.ini", "Settings", "gtk-enable-animations"),
    (".config/gtk-3.0/settings.ini", "Settings", "gtk-enable-animations"),
)
_OFF = {"0", "0.0", "false"}


def follow_system(settings: Settings, memory: Memory, calm: bool | None) -> None:
    """Reduce motion, or not, as the system asks; once, so that who decides otherwise is heeded.

    ``calm`` None: it does not say.
    """
    if calm is not None and calm != memory.calm():
        settings["reduced_motion"] = calm
        memory.keep_calm(calm)


def system_calm(
    environment: Mapping[str, str], home: Path, platform: str = sys.platform
) -> bool | None:
    """Whether motion is to be reduced; None where nobody says."""
    if platform == "win32":
        return _windows()
    if platform == "darwin":
        return _mac(home / "Library/Preferences/com.apple.universalaccess.plist")
    if "GNOME" in environment.get("XDG_CURRENT_DESKTOP", "").upper():
        found = _gnome()
        if found is not None:
            return found
    return _written(home)


def _windows() -> bool | None:
    animated, library = ctypes.c_int(1), getattr(ctypes, "windll", None)
    if library is None:
        return None
    asked = library.user32.SystemParametersInfoW(
        CLIENT_AREA_ANIMATION, 0, ctypes.byref(animated), 0
    )
    return not animated.value if asked else None


def _mac(file: Path) -> bool | None:
    try:
        with file.open("rb") as stream:
            return bool(plistlib.load(stream).get("reduceMotion", False))
    except (OSError, ValueError, plistlib.InvalidFileException):
        return None


def _gnome() -> bool | None:
    if shutil.which(GSETTINGS[0]) is None:
        return None
    try:
        said = subprocess.run(
            GSETTINGS, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"true": False, "false": True}.get(said.stdout.strip())


def _written(home: Path) -> bool | None:
    """What the desktop's settings files say, the first that says anything."""
    for name, section, key in FILES:
        parser = ConfigParser(interpolation=None, strict=False)
        try:
            parser.read(home / name, encoding="utf-8")
        except (OSError, Error, UnicodeError):
            continue
        found = parser.get(section, key, fallback=None)
        if found is not None:
            return found.strip().lower() in _OFF
    return None
