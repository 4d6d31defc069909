"""Choosing how to follow a program, by the version of Python that runs it."""

from __future__ import annotations

import sys
from types import CodeType

from inspector.runner.following.follower import Follower
from inspector.runner.following.lines import Lines
from inspector.runner.following.monitoring import Monitoring
from inspector.runner.following.tracing import Tracing


def follower_of(lines: Lines, code: CodeType) -> Follower:
    """What makes Python tell ``lines`` what runs of a program's code, which stays as it is."""
    if sys.version_info >= (3, 12):
        return Monitoring(lines, code)
    return Tracing(lines)
