"""What the operating system offers is asked for only where that system has it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SYSTEM = re.compile(
    r"^ *(?:import|from) (?:ctypes|fcntl|mmap|os|resource|select|signal)\b", re.MULTILINE
)
# Other packages offer the same everywhere, and reading theirs takes longer than reading ours.
OPTIONS = ("--follow-imports=skip", "--no-site-packages", f"--cache-dir={os.devnull}")
OF_THEIR_TYPES = "? has no attribute"


def near_the_system() -> list[Path]:
    """The sources that read a module whose content differs between systems."""
    folders = (ROOT / "engine", ROOT / "inspector")
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    return sorted(path for path in sources if SYSTEM.search(path.read_text("utf-8")))


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_nothing_is_asked_for_that_another_system_lacks(platform: str) -> None:
    command = [sys.executable, "-m", "mypy", "--platform", platform]
    ran = subprocess.run(
        [*command, *OPTIONS, *map(str, near_the_system())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "checked" in ran.stdout or "Success" in ran.stdout, ran.stdout + ran.stderr
    missing = [
        line
        for line in ran.stdout.splitlines()
        if "-defined]" in line and OF_THEIR_TYPES not in line
    ]
    assert not missing, "\n".join(missing)
