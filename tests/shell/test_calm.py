"""The system's wish for less motion is heard once, and who decides otherwise is heeded."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from inspector.model.settings import Settings
from inspector.shell.appearance.calm import FILES, follow_system, system_calm
from inspector.shell.settings.memory import Memory


@pytest.mark.parametrize(("file", "section", "key"), FILES)
@pytest.mark.parametrize(("written", "calm"), [("0", True), ("1", False), ("false", True)])
def test_the_desktops_files_say_it(
    tmp_path: Path, file: str, section: str, key: str, written: str, calm: bool
) -> None:
    place = tmp_path / file
    place.parent.mkdir(parents=True)
    place.write_text(f"[{section}]\n{key}={written}\n", encoding="utf-8")
    assert system_calm({}, tmp_path, "linux") is calm


def test_where_nobody_says_anything_nothing_is_known(tmp_path: Path) -> None:
    assert system_calm({}, tmp_path, "linux") is None
    assert system_calm({}, tmp_path, "darwin") is None
    damaged = tmp_path / FILES[0][0]
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"AnimationDurationFactor=0\n\xff[")
    assert system_calm({}, tmp_path, "linux") is None


@pytest.mark.parametrize("calm", [True, False])
def test_macos_keeps_it_in_a_property_list(tmp_path: Path, calm: bool) -> None:
    place = tmp_path / "Library/Preferences/com.apple.universalaccess.plist"
    place.parent.mkdir(parents=True)
    place.write_bytes(plistlib.dumps({"reduceMotion": calm}))
    assert system_calm({}, tmp_path, "darwin") is calm


def test_it_is_taken_over_when_it_changes_and_not_against_the_reader(tmp_path: Path) -> None:
    memory, settings = Memory(tmp_path / "settings.ini"), Settings()
    follow_system(settings, memory, None)
    assert settings["reduced_motion"] is False
    follow_system(settings, memory, True)
    assert settings["reduced_motion"] is True
    settings["reduced_motion"] = False
    follow_system(settings, memory, True)
    assert settings["reduced_motion"] is False
    settings["reduced_motion"] = True
    follow_system(settings, memory, False)
    assert settings["reduced_motion"] is False
