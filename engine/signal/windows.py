"""``torch.signal.windows``: shapes to multiply a signal with before its transform."""

from __future__ import annotations

from engine.absent import module_getattr
from engine.declare import PACKAGED
from engine.later import read_rarer

read_rarer()
globals().update(PACKAGED["signal.windows"])
__getattr__ = module_getattr("torch.signal.windows")
