"""``torch.signal``: windows."""

from __future__ import annotations

from engine.foundation.absent import module_getattr
from engine.signal import windows as windows

__getattr__ = module_getattr("torch.signal")
