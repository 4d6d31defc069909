"""``torch.stft`` and ``torch.istft``: spectra of short stretches of a signal, and the way back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import composite, operation
from engine.dtypes import COMPLEX, FLOAT
from engine.formula import exchange, reshape
from engine.foundation.warn import warn
from engine.ops.complex_numbers import as_complex, as_real
from engine.ops.fourier import (
    BY_ROOT,
    NONE,
    complex_transform,
    mirrored_transform,
    real_transform,
)
from engine.ops.lookup import constant_pad
from engine.ops.resampling import BORDERS
from engine.tensor import Tensor, new_tensor

NO_WINDOW = (
    "A window was not provided. A rectangular window will be applied,which is known to cause "
    "spectral leakage. Other windows such as torch.hann_window or torch.hamming_window are "
    "recommended to reduce spectral leakage.To suppress this warning and use a rectangular "
    "window, explicitly set `window=torch.ones(n_fft, device=<device>)`."
)
NO_WINDOW_BACK = (
    "A window was not provided. A rectangular window will be applied.Please provide the same "
    "window used by stft to make the inversion lossless.To suppress this warning and use a "
    "rectangular window, explicitly set `window=torch.ones(n_fft, device=<device>)`."
)
ASK_COMPLEX = (
    "stft requires the return_complex parameter be given for real inputs, and will further "
    "require that return_complex=True in a future PyTorch release."
)
NEEDS_COMPLEX = (
    "istft requires a complex-valued input tensor matching the output from stft with "
    "return_complex=True."
)


def _frames(grad: Any, size: int, step: int) -> Any:
    """Every stretch of ``size`` elements of the last dimension, ``step`` apart."""
    if not isinstance(grad, np.ndarray):
        return grad.unfold(-1, size, step)
    found: Any = np.lib.stride_tricks.sliding_window_view(grad, size, axis=-1)
    return found[..., ::step, :]


@operation(
    "overlap-add", name="_overlap_add", node="UnfoldBackwardBackward0",
    self=lambda grad, size, step: _frames(grad, size, step),
)  # fmt: skip
def overlap_add(self: Any, size: int, step: int) -> Any:
    """Frames (…, frames, size) laid over one another, ``step`` apart, and summed."""
    count = self.shape[-2]
    whole = np.zeros((*self.shape[:-2], (count - 1) * step + size), self.dtype)
    for frame in range(count):
        whole[..., frame * step : frame * step + size] += self[..., frame, :]
    return whole


# PyTorch turns its spectra in place, and numbers their nodes so.
@operation("↔", name="_transpose", node="TransposeBackward1", is_view=True,
           self=lambda grad: exchange(grad, 1, 2))  # fmt: skip
def turned_in_place(self: Any) -> Any:
    """Stretches and frequencies exchanged."""
    return self.swapaxes(1, 2)


@operation("squeeze", name="_squeeze", node="SqueezeBackward4", is_view=True,
           self=lambda grad, self_shape: reshape(grad, self_shape))  # fmt: skip
def squeezed_in_place(self: Any) -> Any:
    """The spectra of the only signal."""
    return self[0]


def _centred(window: Tensor | None, n_fft: int, win_length: int, like: Tensor) -> Any:
    """The window with zeros to both sides of it, up to the length of a frame."""
    given: Any = window
    if given is None:
        given = new_tensor(np.ones(win_length, like._data.real.dtype))
    if win_length == n_fft:
        return given
    left = (n_fft - win_length) // 2
    whole = new_tensor(np.zeros(n_fft, given._data.dtype))
    whole[left : left + win_length] = given
    return whole


def _reflected(input: Tensor, n_fft: int, mode: str) -> Any:
    around = n_fft // 2
    shape = tuple(input.shape)
    lifted = input.view((1,) * (3 - input.ndim) + shape)
    if mode == "constant":
        wide = constant_pad(lifted, ((0, 0), (0, 0), (around, around)), 0)
    else:
        if around >= shape[-1]:
            raise RuntimeError(
                "Argument #4: Padding size should be less than the corresponding input dimension, "
                f"but got: padding ({around}, {around}) at dimension 2 of input "
                f"{list(lifted.shape)}"
            )
        wide = BORDERS[mode, 1](lifted, (around, around))
    return wide.view(tuple(wide.shape[3 - input.ndim :]))


def _check(input: Tensor, n_fft: int, hop: int, win_length: int, window: Any, said: str) -> None:
    if input.dtype.category < FLOAT:
        raise RuntimeError(f"{said}expected a tensor of floating point or complex values")
    if input.ndim not in (1, 2):
        raise RuntimeError(f"{said}expected a 1D or 2D tensor")
    length = input.shape[-1]
    if not 0 < n_fft <= length:  # as PyTorch's text does not have it: it shows win_length
        raise RuntimeError(f"{said}expected 0 < n_fft < {length}, but got n_fft={win_length}")
    if hop <= 0:
        raise RuntimeError(f"{said}expected hop_length > 0, but got hop_length={hop}")
    if not 0 < win_length <= n_fft:
        raise RuntimeError(
            f"{said}expected 0 < win_length <= n_fft, but got win_length={win_length}"
        )
    if window is not None and tuple(window.shape) != (win_length,):
        raise RuntimeError(
            f"{said}expected a 1D window tensor of size equal to win_length={win_length}, but got "
            f"window with size {list(window.shape)}"
        )


def _shown(window: Tensor | None) -> str:
    return "None" if window is None else f"{window.dtype.tensor_name}{{{list(window.shape)}}}"


@composite(samples=(
    "v.repeat(4).stft(4, window=torch.hann_window(4, dtype=v.dtype), return_complex=True)",
    "torch.stft(x.repeat(1, 5), 6, 2, 4, torch.ones(4, dtype=x.dtype), return_complex=True)",
    ("torch.stft(x.repeat(1, 5), 6, center=False, window=torch.ones(6, dtype=x.dtype), "
    "onesided=False, normalized=True, return_complex=True)"),
    "torch.stft(x.repeat(1, 5), 6, window=torch.ones(6, dtype=x.dtype))",
    "torch.stft(v, 64, return_complex=True)",
))  # fmt: skip
def stft(
    input: Tensor, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
    window: Tensor | None = None, center: bool = True, pad_mode: str = "reflect",
    normalized: bool = False, onesided: bool | None = None, return_complex: bool | None = None,
    align_to_window: bool | None = None,
) -> Any:  # fmt: skip
    """The spectra of stretches of a signal; shape : (…, frequencies, stretches).

    Raises:
        RuntimeError: the lengths do not fit the signal, or it was not said what to return.
    """
    source = _reflected(input, n_fft, pad_mode) if center else input
    if window is None:
        warn(NO_WINDOW, once=True)
    hop = n_fft // 4 if hop_length is None else hop_length
    length = n_fft if win_length is None else win_length
    asked = "None" if return_complex is None else int(return_complex)
    said = (
        f"stft({source.dtype.tensor_name}{list(source.shape)}, n_fft={n_fft}, hop_length={hop}, "
        f"win_length={length}, window={_shown(window)}, normalized={int(normalized)}, "
        f"onesided={'None' if onesided is None else int(onesided)}, "
        f"return_complex={asked}, align_to_window=None) : "
    )
    _check(source, n_fft, hop, length, window, said)
    if return_complex is None and source.dtype.category != COMPLEX:
        raise RuntimeError(ASK_COMPLEX)
    single = source.ndim == 1
    source = source.unsqueeze(0) if single else source
    found = _spectra(source, n_fft, hop, _centred(window, n_fft, length, source), normalized,
                     onesided)  # fmt: skip
    found = squeezed_in_place(found) if single else found
    return found if return_complex else as_real(found)


def _spectra(
    source: Any, n_fft: int, hop: int, window: Any, normalized: bool, onesided: bool | None
) -> Any:
    batch, length = source.shape
    count = 1 + (length - n_fft) // hop
    outer, inner = source.stride()
    frames = source.as_strided((batch, count, n_fft), (outer, hop * inner, inner)) * window
    mode = BY_ROOT if normalized else NONE
    if frames.dtype.category == COMPLEX:
        return turned_in_place(complex_transform(frames, (2,), mode, True))
    whole = onesided is None or onesided
    return turned_in_place(real_transform(frames, (2,), mode, whole))


@composite(samples=(
    ("torch.istft(torch.stft(x.repeat(1, 5), 6, window=torch.ones(6, dtype=x.dtype), "
    "return_complex=True), 6, window=torch.ones(6, dtype=x.dtype)).detach()"),
    "torch.istft(x, 4)",
))  # fmt: skip
def istft(
    input: Tensor, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
    window: Tensor | None = None, center: bool = True, normalized: bool = False,
    onesided: bool | None = None, length: int | None = None, return_complex: bool = False,
) -> Any:  # fmt: skip
    """The signal whose ``stft`` is given, as near as one comes.

    Raises:
        RuntimeError: the spectra are real, or a place of the signal is under no window.
    """
    if window is None:
        warn(NO_WINDOW_BACK, once=True)
    if input.dtype.category != COMPLEX:
        raise RuntimeError(NEEDS_COMPLEX)
    hop = n_fft // 4 if hop_length is None else hop_length
    width = n_fft if win_length is None else win_length
    asked = "None" if onesided is None else int(onesided)
    said = (
        f"istft({input.dtype.tensor_name}{list(input.shape)}, n_fft={n_fft}, hop_length={hop}, "
        f"win_length={width}, window={_shown(window)}, center={int(center)}, "
        f"normalized={int(normalized)}, onesided={asked}, length={length}, "
        f"return_complex={int(return_complex)}) "
    )
    if input.ndim < 2:
        n = input.ndim
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-n - 1}, {n}], but got -3)"
        )
    half = input.shape[-2] != n_fft if onesided is None else onesided
    _check_spectra(input, n_fft, hop, width, window, f"{said}: ", half)
    _check_result(window, half, return_complex)
    single = input.ndim == 2
    spectra, mode = input.unsqueeze(0) if single else input, BY_ROOT if normalized else 2
    frames = _stretches(spectra, n_fft, mode, half, return_complex)
    shape = _centred(window, n_fft, width, input)
    signal = overlap_add(frames * shape, n_fft, hop)
    found = _normalised(signal, shape, frames.shape[1], n_fft, hop, center, length, said)
    return found.squeeze(0) if single else found


def _check_result(window: Tensor | None, half: bool, is_complex: bool) -> None:
    """Raise where half of the spectra, or a complex window, does not go with what is asked for."""
    if is_complex and half:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    if not is_complex and window is not None and window.dtype.category == COMPLEX:
        raise RuntimeError("Complex windows are incompatible with return_complex=False")


def _stretches(input: Tensor, n_fft: int, mode: int, half: bool, is_complex: bool) -> Any:
    """The stretches of the signal whose spectra these are; shape : (batch, stretches, n_fft)."""
    spectra = as_complex(as_real(input).transpose(1, 2))
    if is_complex:
        return complex_transform(spectra, (2,), mode, False)
    needed = spectra if half else spectra.narrow(2, 0, n_fft // 2 + 1)
    return mirrored_transform(needed, (2,), mode, n_fft)


def _check_spectra(
    input: Tensor, n_fft: int, hop: int, win_length: int, window: Any, said: str, half: bool
) -> None:
    if input.numel() == 0:
        raise RuntimeError(f"{said}input tensor cannot be empty.")
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"{said}expected a tensor with 3 or 4 dimensions, but got {input.ndim + 1}"
        )
    if input.shape[-2] != (n_fft // 2 + 1 if half else n_fft):
        expected = "n_fft / 2 + 1 when onesided=True" if half else "n_fft when onesided=False"
        raise RuntimeError(
            f"{said}expected the frequency dimension (3rd to the last) of the input tensor to "
            f"match {expected}, but got {input.shape[-2]}"
        )
    if not 0 < hop <= win_length:
        raise RuntimeError(f"{said}expected 0 < hop_length <= win_length")
    if not 0 < win_length <= n_fft:
        raise RuntimeError(f"{said}expected 0 < win_length <= n_fft")
    if window is not None and tuple(window.shape) != (win_length,):
        raise RuntimeError(
            f"{said}Invalid window shape. window has to be 1D and length of `win_length`"
        )


def _normalised(
    signal: Any, window: Any, count: int, n_fft: int, hop: int, center: bool, length: int | None,
    said: str,
) -> Any:  # fmt: skip
    """The summed frames over the sum of the squared windows, without the borders."""
    squares = np.repeat((window * window)._data[None], count, 0)
    weights = overlap_add(new_tensor(squares), n_fft, hop)
    start = n_fft // 2 if center else 0
    total = signal.shape[-1]
    end = total - start if length is None else start + length
    part = signal.narrow(1, start, min(end, total) - start)
    under = weights.narrow(0, start, min(end, total) - start)
    least = float(np.abs(under._data).min())
    if not math.isfinite(least) or least <= 1e-11:
        raise RuntimeError(f"{said}window overlap add min: 1\n[ CPUBoolType{{}} ]")
    found = part / under
    if end > total:
        found = constant_pad(found, ((0, 0), (0, end - total)), 0)
    return found
