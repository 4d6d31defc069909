"""``torch.signal.windows``: shapes to multiply a signal with before its transform."""

from __future__ import annotations

from engine.calls.declare import PACKAGED
from engine.calls.later import read_rarer
from engine.foundation.absent import module_getattr

read_rarer()
globals().update(PACKAGED["signal.windows"])
__getattr__ = module_getattr("torch.signal.windows")
