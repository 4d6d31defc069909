"""``torch.fft``: discrete Fourier transforms."""

from __future__ import annotations

from engine.absent import module_getattr
from engine.declare import PACKAGED

globals().update(PACKAGED["fft"])
__getattr__ = module_getattr("torch.fft")
