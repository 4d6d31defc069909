"""``torch.fft``: discrete Fourier transforms."""

from __future__ import annotations

from engine.calls.declare import PACKAGED
from engine.calls.guards import of_package
from engine.calls.later import read_rarer
from engine.calls.out import with_out
from engine.foundation.absent import module_getattr

read_rarer()
globals().update(
    {n: of_package(with_out(f, n, "fft"), "fft", n) for n, f in PACKAGED["fft"].items()}
)
__getattr__ = module_getattr("torch.fft")
