"""Whether a window can be opened here, as far as the environment tells."""

from __future__ import annotations

import sys
from collections.abc import Mapping

WINDOWLESS = ("offscreen", "minimal")


def certain_reason(environment: Mapping[str, str], platform: str = sys.platform) -> str | None:
    """What is known without trying: a reason, "" where Qt will start, None where it must try."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen.partition(":")[0] in WINDOWLESS:
        return ""
    if not platform.startswith("linux"):
        return None if chosen else ""
    if not chosen and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return "there is no display"
    return None
