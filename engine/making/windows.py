"""Windows: ``torch.hann_window`` and its kin, and those of ``torch.signal.windows``.

Each is computed in the dtype asked for, in PyTorch's order of operations, so that the last digits
are the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.declare import FUNCTIONS, composite, defaults_of, packaged
from engine.calls.signing import sign
from engine.creation import check_further, made
from engine.device import usable
from engine.kernels import bessel
from engine.modes import default_float
from engine.numbers.literals import wanted_dtype
from engine.storage.formats import CONSTANTS
from engine.tensor import Tensor

Array = Any
_NO_FLOAT = (
    "{name} expects floating point dtypes, got: TensorOptions(dtype={kind}, device=cpu, "
    "layout=Strided (default), requires_grad=false (default), pinned_memory=false, "
    "memory_format=(nullopt))"
)


def _cosines(places: Array, count: int, weights: Sequence[float]) -> Array:
    """Σ ±wₙ·cos(2πn·place / count), as PyTorch's own kernels order it."""
    kind = places.dtype.type
    if len(weights) == 2:
        turned = np.cos(places * kind(2 * math.pi / count))
        return turned * kind(-weights[1]) + kind(weights[0])
    angle = places * kind(math.pi / count)
    first = np.cos(angle * kind(4)) * kind(weights[2])
    return first - np.cos(angle * kind(2)) * kind(weights[1]) + kind(weights[0])


def _triangle(places: Array, count: int) -> Array:
    rising = places * places.dtype.type(2 / count)
    middle = (len(places) - 1) // 2 + 1
    return np.where(np.arange(len(places)) < middle, rising, 2 - rising).astype(places.dtype)


def _kaiser(places: Array, count: int, beta: float) -> Array:
    kind = places.dtype.type
    along = places * kind(2 / count) - 1
    inside = kind(beta) * np.sqrt(np.maximum(1 - along * along, 0))
    return (bessel.i(0, inside) / bessel.i(0, kind(beta))).astype(places.dtype)


def _made(
    name: str, length: int, periodic: bool, options: dict[str, Any], shape: Callable[..., Array]
) -> Tensor:
    usable(options.get("device"))
    check_further(name, options, "dtype", "requires_grad")
    own = wanted_dtype(options.get("dtype"), name) or default_float()
    if length < 0:
        raise RuntimeError(
            f"{name} requires non-negative window_length, got window_length={length}"
        )
    if own.category < dtypes.FLOAT:
        raise RuntimeError(_NO_FLOAT.format(name=name, kind=own.c_name))
    if length <= 1:
        values: Array = np.ones(length, own.numpy)
    else:
        whole = length + periodic
        values = shape(np.arange(whole, dtype=own.numpy), whole - 1)[:length]
    return made(values, f"torch.{name}", options.get("requires_grad", False))


@composite(method=False)
def hann_window(window_length: int, periodic: bool = True, **options: Any) -> Tensor:
    """The Hann window: a raised cosine."""
    return _made("hann_window", window_length, periodic, options,
                 lambda places, n: _cosines(places, n, (0.5, 0.5)))  # fmt: skip


@composite(method=False)
def hamming_window(
    window_length: int, periodic: bool = True, alpha: float = 0.54, beta: float = 0.46,
    **options: Any,
) -> Tensor:  # fmt: skip
    """The Hamming window: a raised cosine on a pedestal."""
    return _made("hamming_window", window_length, periodic, options,
                 lambda places, n: _cosines(places, n, (alpha, beta)))  # fmt: skip


@composite(method=False)
def blackman_window(window_length: int, periodic: bool = True, **options: Any) -> Tensor:
    """The Blackman window, of two cosines."""
    return _made("blackman_window", window_length, periodic, options,
                 lambda places, n: _cosines(places, n, (0.42, 0.5, 0.08)))  # fmt: skip


@composite(method=False)
def bartlett_window(window_length: int, periodic: bool = True, **options: Any) -> Tensor:
    """The Bartlett window: a triangle."""
    return _made("bartlett_window", window_length, periodic, options, _triangle)


@composite(method=False)
def kaiser_window(
    window_length: int, periodic: bool = True, beta: float = 12.0, **options: Any
) -> Tensor:
    """The Kaiser window, by the Bessel function I₀."""
    return _made("kaiser_window", window_length, periodic, options,
                 lambda places, n: _kaiser(places, n, beta))  # fmt: skip


def _check(name: str, M: int, options: dict[str, Any]) -> Any:
    own = options.get("dtype") or default_float()
    if M < 0:
        raise ValueError(f"{name} requires non-negative window length, got M={M}")
    if own.name not in ("float32", "float64"):
        raise ValueError(f"{name} expects float32 or float64 dtypes, got: {own}")
    layout = options.get("layout", CONSTANTS["strided"])
    if layout is not CONSTANTS["strided"]:
        raise ValueError(f"{name} is implemented for strided tensors only, got: {layout}")
    usable(options.get("device"))
    return own


def _stretch(start: float, step: float, M: int, options: dict[str, Any]) -> Tensor:
    """Start, start + step, … : M numbers."""
    found: Tensor = FUNCTIONS["linspace"](
        start, start + (M - 1) * step, M, dtype=options.get("dtype"),
        requires_grad=options.get("requires_grad", False),
    )  # fmt: skip
    return found


def _plain(M: int, options: dict[str, Any]) -> Tensor | None:
    if M > 1:
        return None
    own = options.get("dtype") or default_float()
    return made(np.ones(M, own.numpy), "torch.signal.windows", options.get("requires_grad", False))


def _steps(M: int, sym: bool) -> int:
    return M - 1 if sym else M


_COMMON = {"dtype": None, "layout": CONSTANTS["strided"], "device": None, "requires_grad": False}


def _window(name: str) -> Callable[[Callable[..., Any]], Any]:
    """Export a window: its length is checked, and the shortest ones are all the same."""

    def declare(shape: Callable[..., Any]) -> Any:
        def window(M: int, *, sym: bool = True, **options: Any) -> Any:
            own = {n: v for n, v in options.items() if n not in _COMMON}
            given = {n: v for n, v in options.items() if n in _COMMON}
            if name not in _BY_COSINES:
                _check(name, M, given)
            return shape(M, sym, given, **own)

        window.__name__, window.__doc__ = name, shape.__doc__
        own = {n: d for n, d in defaults_of(shape).items() if n not in ("M", "sym", "options")}
        signed = sign(window, ("M",), {}, {**own, "sym": True, **_COMMON})
        return packaged("signal.windows", name)(signed)

    return declare


# They leave it to the sum of cosines to look at what they were given.
_BY_COSINES = ("general_cosine", "general_hamming", "hann", "hamming", "nuttall")


@_window("general_cosine")
def general_cosine(M: int, sym: bool, options: dict[str, Any], *, a: Iterable[float]) -> Any:
    """A window that is a sum of cosines with the weights ``a``."""
    own = _check("general_cosine", M, options)
    if (plain := _plain(M, options)) is not None:
        return plain
    if not isinstance(a, list | tuple):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    k = _stretch(0, 2 * math.pi / _steps(M, sym), M, options)
    signed = np.array([(-1) ** n * weight for n, weight in enumerate(a)]).astype(own.numpy)
    weights = made(signed, "torch.signal.windows")
    orders = made(np.arange(len(signed), dtype=own.numpy), "torch.signal.windows")
    return (weights.unsqueeze(-1) * (orders.unsqueeze(-1) * k).cos()).sum(0)


def _by_cosines(name: str, about: str, *a: float) -> None:
    def shape(M: int, sym: bool, options: dict[str, Any]) -> Any:
        return general_cosine(M, sym=sym, a=list(a), **options)

    shape.__doc__ = about
    _window(name)(shape)


_by_cosines("hann", "The raised cosine window.", 0.5, 0.5)
_by_cosines("hamming", "Hamming's window.", 0.54, 1 - 0.54)
_by_cosines("blackman", "Blackman's window.", 0.42, 0.5, 0.08)
_by_cosines("nuttall", "Nuttall's window.", 0.3635819, 0.4891775, 0.1365995, 0.0106411)


@_window("general_hamming")
def general_hamming(M: int, sym: bool, options: dict[str, Any], alpha: float = 0.54) -> Any:
    """A window that is a raised cosine on a pedestal."""
    return general_cosine(M, sym=sym, a=[alpha, 1.0 - alpha], **options)


@_window("bartlett")
def bartlett(M: int, sym: bool, options: dict[str, Any]) -> Any:
    """The Bartlett window: a triangle."""
    if (plain := _plain(M, options)) is not None:
        return plain
    return 1 - _stretch(-1, 2 / _steps(M, sym), M, options).abs()


@_window("cosine")
def cosine(M: int, sym: bool, options: dict[str, Any]) -> Any:
    """The cosine window: half a period of a sine."""
    if M == 0:
        return _plain(M, options)
    step = math.pi / (M + 1 if not sym and M > 1 else M)
    return _stretch(0.5 * step, step, M, options).sin()


@_window("exponential")
def exponential(
    M: int, sym: bool, options: dict[str, Any], center: float | None = None, tau: float = 1.0,
) -> Any:  # fmt: skip
    """The exponential window: a decay on both sides of the centre."""
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    if M == 0:
        return _plain(M, options)
    middle = (M if not sym and M > 1 else M - 1) / 2.0 if center is None else center
    return (-_stretch(-middle / tau, 1 / tau, M, options).abs()).exp()


@_window("gaussian")
def gaussian(M: int, sym: bool, options: dict[str, Any], std: float = 1.0) -> Any:
    """The Gaussian window."""
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    if M == 0:
        return _plain(M, options)
    start = -(M if not sym and M > 1 else M - 1) / 2.0
    step = 1 / (std * math.sqrt(2))
    return (-(_stretch(start * step, step, M, options) ** 2)).exp()


@_window("kaiser")
def kaiser(M: int, sym: bool, options: dict[str, Any], beta: float = 12.0) -> Any:
    """The Kaiser window, by the Bessel function I₀."""
    own = _check("kaiser", M, options)
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    if (plain := _plain(M, options)) is not None:
        return plain
    top = made(np.asarray(beta, own.numpy), "torch.signal.windows")
    end = min(beta, -beta + (M - 1) * 2.0 * beta / _steps(M, sym))
    k = FUNCTIONS["linspace"](
        -beta, end, M, dtype=own, requires_grad=options.get("requires_grad", False)
    )
    return (top * top - k.pow(2)).sqrt().i0() / top.i0()
