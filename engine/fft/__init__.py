"""``torch.fft``: discrete Fourier transforms."""

from __future__ import annotations

from engine.absent import module_getattr
from engine.declare import PACKAGED
from engine.later import read_rarer
from engine.out import with_out

read_rarer()
globals().update({n: with_out(f, n, "fft") for n, f in PACKAGED["fft"].items()})
__getattr__ = module_getattr("torch.fft")
