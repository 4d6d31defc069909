"""Functions that the derivatives of matrix operations are written with, on arrays and tensors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS
from engine.formula import swap
from engine.tensor import Tensor, new_tensor


class LinAlgError(RuntimeError):
    """A matrix for which there is no answer."""


LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"
LinAlgError.__module__ = "torch._C"


def check_square(self: Any, who: str, name: str = "A") -> None:
    """Raise RuntimeError unless the last two dimensions are equal."""
    check_matrix(self, who, name)
    if self.shape[-1] != self.shape[-2]:
        raise RuntimeError(
            f"{who}: {name} must be batches of square matrices, but they are {self.shape[-2]} by "
            f"{self.shape[-1]} matrices"
        )


def check_matrix(self: Any, who: str, name: str = "A") -> None:
    """Raise RuntimeError unless there are two dimensions at least."""
    if self.ndim < 2:
        raise RuntimeError(f"{who}: The input tensor {name} must have at least 2 dimensions.")


def is_array(value: Any) -> bool:
    """Is it a plain array of numbers rather than a tensor or a symbol?"""
    return isinstance(value, np.ndarray | np.generic)


def is_complex(value: Any) -> bool:
    """Are the numbers of an array or a tensor complex?"""
    data = value._data if isinstance(value, Tensor) else value
    return bool(data.dtype.kind == "c")


def conj(value: Any) -> Any:
    """The complex conjugate; real numbers as they are."""
    if is_array(value):
        return value.conj() if value.dtype.kind == "c" else value
    if isinstance(value, Tensor):
        return value.conj() if value.dtype.is_complex else value
    return value._conjugated()


def real(value: Any) -> Any:
    """The real part."""
    if is_array(value):
        return value.real
    if isinstance(value, Tensor):
        return value.real if value.dtype.is_complex else value
    return value.real() if value.is_complex else value


def adjoint(value: Any) -> Any:
    """The matrix transposed and conjugated."""
    return conj(swap(value)) if is_array(value) or isinstance(value, Tensor) else value.mH


def diagonal(value: Any) -> Any:
    """The diagonals of matrices."""
    if is_array(value):
        return np.diagonal(value, 0, -2, -1)
    return value.diagonal(0, -2, -1)


def on_diagonal(value: Any) -> Any:
    """Matrices with the given diagonals and zeros elsewhere."""
    if is_array(value):
        return value[..., None] * np.eye(value.shape[-1], dtype=value.dtype)
    return value.diag_embed()


def eye(size: int, like: Any) -> Any:
    """The identity matrix in the dtype of ``like``, an array or tensor as it is one."""
    data = np.eye(size, dtype=(like._data if isinstance(like, Tensor) else like).dtype)
    return new_tensor(data) if isinstance(like, Tensor) else data


def joined(parts: list[Any], dim: int) -> Any:
    """Matrices side by side (``dim`` −1) or one below the other (−2)."""
    if is_array(parts[0]):
        return np.concatenate(parts, axis=dim)
    return FUNCTIONS["cat"](parts, dim)


def added(*parts: Any) -> Any:
    """The sum of those that are not None; None if all are."""
    given = [each for each in parts if each is not None]
    total = given[0] if given else None
    for each in given[1:]:
        total = total + each
    return total


def by_columns(matrices: Any) -> Any:
    """The same matrices (arrays) laid out column by column, as LAPACK leaves its results."""
    return np.ascontiguousarray(matrices.swapaxes(-1, -2)).swapaxes(-1, -2)


def stacked(function: Any, *matrices: Any) -> tuple[Any, ...]:
    """What ``function`` makes of each matrix, result by result with the leading dimensions."""
    lead = np.broadcast_shapes(*(each.shape[:-2] for each in matrices))
    spread = (np.broadcast_to(each, (*lead, *each.shape[-2:])) for each in matrices)
    flat = [each.reshape(math.prod(lead), *each.shape[-2:]) for each in spread]
    if not len(flat[0]):
        sample = function(*(np.ones(each.shape[1:], each.dtype) for each in flat))
        return tuple(np.zeros((*lead, *np.shape(each)), np.asarray(each).dtype) for each in sample)
    found = [function(*each) for each in zip(*flat, strict=True)]
    return tuple(
        np.stack(each).reshape((*lead, *np.shape(each[0]))) for each in zip(*found, strict=True)
    )
