"""``torch.fft``: three transforms, and all of its functions in terms of them.

From complex to complex, from real to complex, and from (half of a symmetric) complex to real;
``normalization`` 0 leaves the sums as they are, 1 divides by √n, 2 by n. The formulas are
PyTorch's, so ``conj`` is theirs to write.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import operation, packaged
from engine.creation import made
from engine.dtypes import COMPLEX, FLOAT
from engine.modes import default_float
from engine.ops.complex_numbers import conj
from engine.ops.lookup import constant_pad
from engine.tensor import Tensor

Dims = tuple[int, ...]
NONE, BY_ROOT, BY_COUNT = range(3)


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic)


def _scaled(found: Any, count: int, normalization: int) -> Any:
    if normalization == NONE:
        return found
    factor = 1 / count if normalization == BY_COUNT else 1 / math.sqrt(count)
    return found * found.real.dtype.type(factor)


def _written(value: Any, normalization: Any, forward: bool) -> Any:
    """The complex transform of a symbol; what is called ``ifft`` is divided by n already."""
    count = value.shape.count()
    if forward:
        return _divided(value.fft(), count, normalization)
    if normalization == BY_ROOT:
        return count.sqrt() * value.ifft()
    return count * value.ifft() if normalization == NONE else value.ifft()


def _divided(found: Any, count: Any, normalization: Any) -> Any:
    """A symbol of sums, divided by what ``normalization`` asks for."""
    if normalization == BY_ROOT:
        return found / count.sqrt()
    return found / count if normalization == BY_COUNT else found


def _count(shape: Sequence[int], dim: Dims) -> int:
    return math.prod(shape[axis] for axis in dim)


def _c2c(value: Any, dim: Dims, normalization: int, forward: bool) -> Any:
    """The complex transform of an array, a tensor or a symbol."""
    if isinstance(value, Tensor):
        return complex_transform(value, dim, normalization, forward)
    if not _is_array(value):
        return _written(value, normalization, forward)
    turn = np.fft.fftn if forward else np.fft.ifftn
    found = turn(value, axes=dim, norm="backward" if forward else "forward")
    return _scaled(found, _count(value.shape, dim), normalization)


def _r2c(value: Any, dim: Dims, normalization: int) -> Any:
    """The one-sided transform of real numbers."""
    if isinstance(value, Tensor):
        return real_transform(value, dim, normalization, True)
    if not _is_array(value):
        return _divided(value.rfft(), value.shape.count(), normalization)
    found = np.fft.rfftn(value, axes=dim)
    return _scaled(found, _count(value.shape, dim), normalization)


@operation(
    "fft", name="_fft_c2c", node="FftC2CBackward0",
    self=lambda grad, dim, normalization, forward: _c2c(grad, dim, normalization, not forward),
    conjugates=True,
)  # fmt: skip
def complex_transform(self: Any, dim: Dims, normalization: int, forward: bool) -> Any:
    """The discrete Fourier transform of complex numbers, or its inverse."""
    return _c2c(self, dim, normalization, forward)


def _filled_up(grad: Any, dim: int, length: int) -> Any:
    """A one-sided gradient with zeros for the other side."""
    lack = length - grad.shape[dim]
    if _is_array(grad):
        return np.pad(grad, [(0, lack if axis == dim else 0) for axis in range(grad.ndim)])
    return filled_up(grad, {dim: lack})


def _real_rule(grad: Any, shape: Any, dim: Dims, normalization: int, onesided: bool) -> Any:
    if not (isinstance(shape, tuple) and (_is_array(grad) or isinstance(grad, Tensor))):
        whole = grad._noted("zero in its mirrored half") if onesided is True else grad
        return _c2c(whole, dim, normalization, False).real()
    whole = _filled_up(grad, dim[-1], shape[dim[-1]]) if onesided else grad
    return _c2c(whole, dim, normalization, False).real


@operation(
    "fft", name="_fft_r2c", node="FftR2CBackward0",
    self=lambda grad, self, self_shape, dim, normalization, onesided: _real_rule(
        grad, self_shape, dim, normalization, onesided
    ),
    conjugates=True,
)  # fmt: skip
def real_transform(self: Any, dim: Dims, normalization: int, onesided: bool) -> Any:
    """The discrete Fourier transform of real numbers, whole or without its mirror image."""
    if onesided:
        return _r2c(self, dim, normalization)
    return _scaled(np.fft.fftn(self, axes=dim), _count(self.shape, dim), normalization)


def _mirrored_rule(grad: Any, dim: Dims, normalization: int) -> Any:
    found = _r2c(grad, dim, normalization)
    if not _is_array(found) and not isinstance(found, Tensor):
        return found._noted("twice where it stands for its mirror image too")
    axis = dim[-1]
    length = found.shape[axis]
    twice = grad.shape[axis] - length
    weights = np.ones(length, grad.dtype if _is_array(grad) else grad._data.dtype)
    weights[1 : 1 + twice] = 2
    weights = weights.reshape([-1 if n == axis else 1 for n in range(found.ndim)])
    return found * (weights if _is_array(found) else made(weights, "torch.fft"))


@operation(
    "fft", name="_fft_c2r", node="FftC2RBackward0",
    self=lambda grad, dim, normalization: _mirrored_rule(grad, dim, normalization),
    conjugates=True,
)  # fmt: skip
def mirrored_transform(self: Any, dim: Dims, normalization: int, last_dim_size: int) -> Any:
    """The inverse transform of one half of a symmetric spectrum, which is real."""
    sizes = [self.shape[axis] for axis in dim[:-1]] + [last_dim_size]
    found = np.fft.irfftn(self, s=sizes, axes=dim, norm="forward")
    return _scaled(found, math.prod(sizes), normalization)


def _mode(norm: str | None, forward: bool) -> int:
    modes = {None: 0, "backward": 0, "ortho": BY_ROOT, "forward": BY_COUNT}
    if norm not in modes:
        raise RuntimeError(f'Invalid normalization mode: "{norm}"')
    found = modes[norm]
    return found if forward or found == BY_ROOT else BY_COUNT - found


def _as_complex(input: Tensor) -> Any:
    """``input`` in the complex dtype of its precision."""
    checked = _as_float(input)
    return checked if checked.dtype.category == COMPLEX else checked.to(checked.dtype.to_complex())


def _as_float(input: Tensor) -> Any:
    if input.dtype.category < FLOAT:
        return input.to(default_float())
    if input.dtype.itemsize == 2:
        raise RuntimeError(f"Unsupported dtype {input.dtype.kind_name}")
    return input


def _real_only(input: Tensor, who: str, kind: str = "real") -> Any:
    if input.dtype.category == COMPLEX:
        raise RuntimeError(f"{who} expects a {kind} input tensor, but got {input.dtype.kind_name}")
    return _as_float(input)


def _axis(input: Tensor, dim: int) -> int:
    if not input.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return int(wrap(dim, input.ndim))


def _checked(n: int) -> int:
    if n < 1:
        raise RuntimeError(f"Invalid number of data points ({n}) specified")
    return n


def resized(input: Any, dims: Dims, sizes: Sequence[int]) -> Any:
    """``input`` cut off, or filled up with zeros, to ``sizes`` along ``dims``."""
    lacks: dict[int, int] = {}
    for axis, size in zip(dims, sizes, strict=True):
        own = input.shape[axis]
        if own > size:
            input = input.narrow(axis, 0, size)
        if own < size:
            lacks[axis] = size - own
    return filled_up(input, lacks) if lacks else input


def filled_up(input: Tensor, lacks: dict[int, int]) -> Any:
    """``input`` with so many zeros behind it along each dimension."""
    borders = tuple((0, lacks.get(axis, 0)) for axis in range(input.ndim))
    return constant_pad(input, borders, 0)


def _plan(input: Tensor, s: Any, dim: Any, name: str = "") -> tuple[Dims, list[int]]:
    """The dimensions to transform, and the lengths they are to have.

    ``name`` : the function's, if it must have one dimension at least.
    """
    s = (s,) if isinstance(s, int) else s
    dim = (dim,) if isinstance(dim, int) else dim
    if s is not None and dim is not None and len(s) != len(dim):
        raise RuntimeError("When given, dim and shape arguments must have the same length")
    if s is not None and len(s) > input.ndim:
        raise RuntimeError(
            f"Got shape with {len(s)} values but input tensor only has {input.ndim} dimensions."
        )
    count = input.ndim if s is None else len(s)
    dims = tuple(range(input.ndim - count, input.ndim)) if dim is None else tuple(
        _axis(input, each) for each in dim
    )  # fmt: skip
    if name and not dims:
        raise RuntimeError(f"{name} must transform at least one axis")
    if len(set(dims)) < len(dims):
        raise RuntimeError("FFT dims must be unique")
    given = [-1] * len(dims) if s is None else list(s)
    sizes = [input.shape[d] if n == -1 else n for d, n in zip(dims, given, strict=True)]
    return dims, [_checked(n) for n in sizes]


def _one(input: Tensor, n: int | None, dim: int) -> tuple[Dims, list[int]]:
    axis = _axis(input, dim)
    return (axis,), [_checked(input.shape[axis] if n is None else n)]


def _complex_1d(input: Tensor, n: int | None, dim: int, norm: Any, forward: bool) -> Any:
    source = _as_float(input)
    dims, sizes = _one(input, n, dim)
    mode, source = _mode(norm, forward), resized(source, dims, sizes)
    if source.dtype.category == COMPLEX:
        return complex_transform(source, dims, mode, forward)
    found = real_transform(source, dims, mode, False)
    return found if forward else conj(found)


@packaged("fft", samples=(
    "torch.fft.fft(x)", "torch.fft.fft(x, n=5)", "torch.fft.fft(x, 2, 0, 'ortho')",
    "torch.fft.fft(x * (1 + 2j))", "torch.fft.fft(x * 1j, norm='forward')", "torch.fft.fft(i)",
    "torch.fft.fft(s)", "torch.fft.fft(x, n=0)", "torch.fft.fft(x, norm='up')",
))  # fmt: skip
def fft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None
) -> Any:  # fmt: skip
    """The discrete Fourier transform along one dimension."""
    return _complex_1d(input, n, dim, norm, True)


@packaged("fft", samples=(
    "torch.fft.ifft(x)", "torch.fft.ifft(x * (1 + 2j), n=2)", "torch.fft.ifft(x, norm='ortho')",
))  # fmt: skip
def ifft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Any:
    """The inverse of ``fft``."""
    return _complex_1d(input, n, dim, norm, False)


@packaged("fft", samples=(
    "torch.fft.rfft(x)", "torch.fft.rfft(x, n=4, dim=0)", "torch.fft.rfft(x, norm='forward')",
    "torch.fft.rfft(x * 1j)", "torch.fft.rfft(y).abs()",
))  # fmt: skip
def rfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Any:
    """The transform of real numbers, without its mirror image."""
    source = _real_only(input, "rfft")
    dims, sizes = _one(input, n, dim)
    return real_transform(resized(source, dims, sizes), dims, _mode(norm, True), True)


def _half(input: Tensor, n: int | None, dim: int, norm: Any, forward: bool) -> Any:
    source = _as_complex(input)
    axis = _axis(input, dim)
    length = _checked(2 * (input.shape[axis] - 1) if n is None else n)
    source = resized(source, (axis,), (length // 2 + 1,))
    source = conj(source) if forward else source
    return mirrored_transform(source, (axis,), _mode(norm, forward), length)


@packaged("fft", samples=(
    "torch.fft.irfft(torch.fft.rfft(x), n=3)", "torch.fft.irfft(x)", "torch.fft.irfft(x * 1j, 5)",
    "torch.fft.irfft(x, dim=0, norm='ortho')",
))  # fmt: skip
def irfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Any:
    """The inverse of ``rfft``; ``n`` : how many real numbers there were."""
    return _half(input, n, dim, norm, False)


@packaged("fft", samples=("torch.fft.hfft(x)", "torch.fft.hfft(x * (2 - 1j), 5)"))
def hfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Any:
    """The transform of one half of a symmetric signal."""
    return _half(input, n, dim, norm, True)


@packaged("fft", samples=("torch.fft.ihfft(x)", "torch.fft.ihfft(x, 5, norm='ortho')"))
def ihfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Any:
    """The inverse of ``hfft``."""
    source = _real_only(input, "ihfft")
    dims, sizes = _one(input, n, dim)
    found = real_transform(resized(source, dims, sizes), dims, _mode(norm, False), True)
    return conj(found)


def _complex_nd(input: Tensor, s: Any, dim: Any, norm: Any, forward: bool) -> Any:
    dims, sizes = _plan(input, s, dim)
    source = resized(_as_complex(input), dims, sizes)
    return complex_transform(source, dims, _mode(norm, forward), forward) if dims else source


@packaged("fft", samples=(
    "torch.fft.fftn(x)", "torch.fft.fftn(x, s=(3, 2))", "torch.fft.fftn(b, dim=(0, 2))",
    "torch.fft.fftn(x * 1j, norm='ortho')", "torch.fft.fftn(x, s=(2, 2, 2))",
    "torch.fft.fftn(x, dim=(0, 0))", "torch.fft.fftn(x, s=(2,), dim=(0, 1))",
))  # fmt: skip
def fftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Any:
    """The transform along several dimensions."""
    return _complex_nd(input, s, dim, norm, True)


@packaged("fft", samples=("torch.fft.ifftn(x)", "torch.fft.ifftn(b * 1j, s=(2, 4))"))
def ifftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Any:
    """The inverse of ``fftn``."""
    return _complex_nd(input, s, dim, norm, False)


@packaged("fft", samples=("torch.fft.rfftn(x)", "torch.fft.rfftn(b, s=(3, 5))"))
def rfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Any:
    """The transform of real numbers along several dimensions."""
    source = _real_only(input, "rfftn", "real-valued")
    dims, sizes = _plan(input, s, dim, "rfftn")
    return real_transform(resized(source, dims, sizes), dims, _mode(norm, True), True)


def _half_sizes(input: Tensor, s: Any, dim: Any, name: str) -> tuple[Dims, list[int], int]:
    """The dimensions, the lengths of the half spectrum, and the length of the real result."""
    dims, sizes = _plan(input, s, dim, name)
    last_given = s is not None and (s if isinstance(s, int) else s[-1]) != -1
    last = _checked(sizes[-1] if last_given else 2 * (input.shape[dims[-1]] - 1))
    return dims, [*sizes[:-1], last // 2 + 1], last


@packaged("fft", samples=("torch.fft.irfftn(x)", "torch.fft.irfftn(b * 1j, s=(2, 3))"))
def irfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Any:
    """The inverse of ``rfftn``."""
    dims, sizes, last = _half_sizes(input, s, dim, "irfftn")
    source = resized(_as_complex(input), dims, sizes)
    return mirrored_transform(source, dims, _mode(norm, False), last)


@packaged("fft", samples=("torch.fft.hfftn(x)", "torch.fft.hfftn(x * 1j, s=(3, 5))"))
def hfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Any:
    """The transform of one half of a symmetric signal along several dimensions."""
    dims, sizes, last = _half_sizes(input, s, dim, "hfftn")
    source, mode = resized(_as_complex(input), dims, sizes), _mode(norm, True)
    source = complex_transform(source, dims[:-1], mode, True) if len(dims) > 1 else source
    return mirrored_transform(conj(source), dims[-1:], mode, last)


@packaged("fft", samples=("torch.fft.ihfftn(x)", "torch.fft.ihfftn(x, s=(3, 5))"))
def ihfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Any:
    """The inverse of ``hfftn``."""
    if input.dtype.category == COMPLEX:
        raise RuntimeError(
            f"Only supports floating-point dtypes, but found: {input.dtype.kind_name}"
        )
    dims, sizes = _plan(input, s, dim, "ihfftn")
    mode = _mode(norm, False)
    found = real_transform(resized(_as_float(input), dims, sizes), dims[-1:], mode, True)
    if len(dims) == 1:
        return conj(found)
    return complex_transform(found.conj_physical(), dims[:-1], mode, False)


def _two_dimensional(function: Any, name: str) -> None:
    def transform(
        input: Tensor, s: Any = None, dim: Any = (-2, -1), norm: str | None = None
    ) -> Any:
        return function(input, s, dim, norm)

    transform.__name__ = name
    transform.__doc__ = f"``{function.__name__}`` along the last two dimensions."
    packaged("fft", samples=(f"torch.fft.{name}(b)", f"torch.fft.{name}(x, (3, 4))"))(transform)


for _function in (fftn, ifftn, rfftn, irfftn, hfftn, ihfftn):
    _two_dimensional(_function, f"{_function.__name__[:-1]}2")
