"""The frequencies that transforms belong to, and spectra turned so that 0 is in the middle."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import packaged
from engine.creation import made
from engine.device import usable
from engine.modes import default_float
from engine.numbers.literals import wanted_dtype
from engine.tensor import Tensor

FACTORY = ("out", "dtype", "layout", "device", "requires_grad", "pin_memory")
"""What functions that make tensors take besides their own arguments."""


def _shift(input: Tensor, dim: Any, up: bool) -> Any:
    """The spectrum rolled by half of each dimension.

    ``up`` : what stood first comes to the middle; otherwise what stood there comes first again,
    which takes one place more where the length is odd.
    """
    if dim is None:
        dims = tuple(range(input.ndim))
    else:
        dims = (dim,) if isinstance(dim, int) else tuple(dim)
    shifts = tuple((input.shape[d] + (0 if up else 1)) // 2 for d in dims)
    return input.roll(shifts, dims)


@packaged("fft", samples=("torch.fft.fftshift(x)", "torch.fft.fftshift(x, 1)"))
def fftshift(input: Tensor, dim: Any = None) -> Any:
    """The spectrum with frequency 0 in the middle."""
    return _shift(input, dim, True)


@packaged("fft", samples=("torch.fft.ifftshift(x)", "torch.fft.ifftshift(i, dim=(0,))"))
def ifftshift(input: Tensor, dim: Any = None) -> Any:
    """The inverse of ``fftshift``."""
    return _shift(input, dim, False)


def _frequencies(numbers: Any, n: int, d: float, name: str, options: dict[str, Any]) -> Tensor:
    """Cycles per unit of time: ``numbers`` of cycles in ``n`` samples that lie ``d`` apart."""
    unknown = [each for each in options if each not in FACTORY]
    if unknown:
        raise TypeError(f"fft_{name}() got an unexpected keyword argument '{unknown[0]}'")
    usable(options.get("device"))
    own = wanted_dtype(options.get("dtype"), name) or default_float()
    array = numbers.astype(own.numpy) * own.numpy.type(1.0 / (n * d))
    return made(array, f"torch.fft.{name}", options.get("requires_grad", False))


@packaged("fft", samples=("torch.fft.fftfreq(5)", "torch.fft.fftfreq(4, 0.1)"))
def fftfreq(n: int, d: float = 1.0, **options: Any) -> Tensor:
    """The frequencies that the results of ``fft`` belong to; ``d`` : time between samples."""
    numbers = np.arange(n)
    return _frequencies(np.where(numbers < (n + 1) // 2, numbers, numbers - n), n, d, "fftfreq",
                        options)  # fmt: skip


@packaged("fft", samples=("torch.fft.rfftfreq(5)", "torch.fft.rfftfreq(4, d=0.1)"))
def rfftfreq(n: int, d: float = 1.0, **options: Any) -> Tensor:
    """The frequencies that the results of ``rfft`` belong to."""
    return _frequencies(np.arange(n // 2 + 1), n, d, "rfftfreq", options)
