"""``torch.special``: special functions of mathematics."""

from __future__ import annotations

from engine.calls.declare import FUNCTIONS, PACKAGED
from engine.calls.guards import of_package
from engine.calls.later import read_rarer
from engine.calls.out import with_out
from engine.foundation.absent import module_getattr
from engine.ops.special import ALIASES

read_rarer()
_MEANT = {name: FUNCTIONS[meaning] for name, meaning in ALIASES.items()} | PACKAGED["special"]
globals().update(
    {
        name: of_package(with_out(each, name, "special"), "special", name)
        for name, each in _MEANT.items()
    }
)
__getattr__ = module_getattr("torch.special")
