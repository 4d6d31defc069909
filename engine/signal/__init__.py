"""``torch.signal``: windows."""

from __future__ import annotations

from engine.signal import windows as windows
from engine.surface.absent import module_getattr

__getattr__ = module_getattr("torch.signal")
