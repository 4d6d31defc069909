"""Keep a test from reading or writing what belongs to the person who runs it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that settings, caches and unsaved text go to."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(folder))
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(folder / name.lower()))
        yield folder


@pytest.fixture(autouse=True)
def private_folders(home: Path) -> None:
    """Nothing is there when a test begins: most leave nothing, and none finds another's."""
    if os.listdir(home):  # noqa: PTH208  (twelve thousand times)
        shutil.rmtree(home)
        home.mkdir()
