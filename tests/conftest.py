"""What every test gets: no window system, its own settings, and a check of what it leaves."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# Some hundred processes are started: each reads what the first has compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# How long an example takes says more about the machine's other work than about the program.
settings.register_profile("search", deadline=None)
# The gate asks the same examples every time; `--hypothesis-profile=search` looks for new ones.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate")

pytest_plugins = (
    "tests.support.leaks",
    "tests.support.isolation",
    "tests.support.patience",
    "tests.support.windows",
)

MOST_WORKERS = 4
"""Each worker imports PyTorch and Qt: more of them start longer than they save."""
FIRST = ("test_style.py", "journeys", "runner", "test_cli.py", "panels")
"""What takes longest a file: the many short ones fill, at the end, what time is left."""
HERE = Path(__file__).parent


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Whole folders are run side by side; a single file, and a benchmark, in this process."""
    if config.getoption("benchmark_enable") or not all(map(_is_folder, config.args)):
        return 0
    return min((os.cpu_count() or 1) + 1, MOST_WORKERS)  # one works while another waits


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left with it at the end."""
    items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """Spare every later collection of garbage a look at what is here to stay."""
    gc.collect()
    gc.freeze()


def _turn(item: pytest.Item) -> int:
    part = item.path.relative_to(HERE).parts[0]
    return FIRST.index(part) if part in FIRST else len(FIRST)


def _is_folder(argument: str) -> bool:
    return Path(argument).is_dir()
