"""``torch.special``: special functions of mathematics."""

from __future__ import annotations

from engine.absent import module_getattr
from engine.declare import FUNCTIONS, PACKAGED
from engine.later import read_rarer
from engine.ops.special import ALIASES
from engine.out import with_out

read_rarer()
_MEANT = {name: FUNCTIONS[meaning] for name, meaning in ALIASES.items()} | PACKAGED["special"]
globals().update({name: with_out(each, name, "special") for name, each in _MEANT.items()})
__getattr__ = module_getattr("torch.special")
