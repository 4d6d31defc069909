"""What every test gets: no window system, its own settings, and a check of what it leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

pytest_plugins = ("tests.support.leaks", "tests.support.isolation", "tests.support.windows")

MOST_WORKERS = 4
"""Each worker imports PyTorch and Qt: more of them start longer than they save."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Whole folders are run side by side; a single file, and a benchmark, in this process."""
    if config.getoption("benchmark_enable") or not all(map(_is_folder, config.args)):
        return 0
    return min(os.cpu_count() or 1, MOST_WORKERS)


def _is_folder(argument: str) -> bool:
    return Path(argument).is_dir()
