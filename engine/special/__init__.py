"""``torch.special``: special functions of mathematics."""

from __future__ import annotations

from engine.absent import module_getattr
from engine.declare import FUNCTIONS, PACKAGED
from engine.ops.special import ALIASES

globals().update({name: FUNCTIONS[meaning] for name, meaning in ALIASES.items()})
globals().update(PACKAGED["special"])
__getattr__ = module_getattr("torch.special")
