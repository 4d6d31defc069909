"""How the user's program is followed, by the version of Python that runs it."""

from __future__ import annotations

import sys
from types import CodeType

from inspector.runner.follower import Follower
from inspector.runner.lines import Lines
from inspector.runner.monitoring import Monitoring
from inspector.runner.tracing import Tracing
from inspector.runner.weaving import Weaving, can_weave


def follower_of(lines: Lines, code: CodeType) -> Follower:
    """What makes Python tell ``lines`` what runs, and holds the code that is to be run for it."""
    if sys.version_info >= (3, 12):
        return Monitoring(lines, code)
    try:
        return Weaving(lines, code) if can_weave(code) else Tracing(lines, code)
    except Exception:  # noqa: BLE001  (code that no one foresaw must run all the same)
        return Tracing(lines, code)
