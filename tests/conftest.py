"""What every test gets: no window system, its own settings, and a check of what it leaves."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

pytest_plugins = ("tests.support.leaks", "tests.support.isolation", "tests.support.windows")
