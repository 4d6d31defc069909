"""``torch.masked``: reductions and normalisations of those elements that a mask lets through."""

from __future__ import annotations

from engine.calls.declare import PACKAGED
from engine.foundation.absent import module_getattr
from engine.masked import moments, shares  # noqa: F401  (they declare what is exported)
from engine.masked.places import shown_in as _output_mask  # noqa: F401  (PyTorch's own names)
from engine.masked.places import whole_mask as _input_mask  # noqa: F401  (likewise)

for _name, _function in PACKAGED["masked"].items():
    _function.__name__ = _function.__qualname__ = _name
globals().update(PACKAGED["masked"])
__all__ = list(PACKAGED["masked"])
__getattr__ = module_getattr("torch.masked")
