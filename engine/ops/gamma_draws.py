"""Numbers of the gamma and Dirichlet distributions, through which gradients go."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS, composite, operation
from engine.chance.generator import Generator, stream_of
from engine.errors import no_derivative
from engine.kernels.beta_slopes import beta_slope
from engine.kernels.gamma import digamma
from engine.kernels.gamma_draws import gamma_number, gamma_slope
from engine.tensor import Tensor, new_tensor


def _drawn(shapes: Any, stream: Generator) -> Any:
    def uniform() -> float:
        return float(stream.fractions(1)[0])

    def normal() -> float:
        return float(stream.normal_one_by_one(1)[0])

    flat = np.asarray(shapes).reshape(-1)
    values = np.array([gamma_number(each, uniform, normal) for each in flat], np.float64)
    return values.reshape(np.shape(shapes))


def _slopes(self: Any, output: Any) -> Any:
    shapes, values = (np.asarray(each, np.float64).reshape(-1) for each in (self, output))
    found = [
        gamma_slope(float(shape), float(x), float(psi))
        for shape, x, psi in zip(shapes, values, digamma(shapes), strict=True)
    ]
    return np.array(found, np.asarray(self).dtype).reshape(np.shape(self))


@operation(
    "∂Γ", name="_standard_gamma_grad", inputs=("self", "output"),
    self=lambda grad: no_derivative("_standard_gamma_grad"),
    output=lambda grad: no_derivative("_standard_gamma_grad"),
)  # fmt: skip
def standard_gamma_grad(self: Any, output: Any) -> Any:
    """How numbers drawn by ``_standard_gamma`` move with their shapes."""
    return _slopes(self, output)


def _moved(grad: Any, self: Any, result: Any) -> Any:
    if isinstance(self, Tensor):
        return grad * standard_gamma_grad(self, result)
    if isinstance(self, np.ndarray | np.generic):
        return grad * _slopes(self, result)
    return grad * self.standard_gamma_grad(result)


@operation(
    "Γ", name="_standard_gamma", elementwise=False,
    self=lambda grad, self, result: _moved(grad, self, result),
)  # fmt: skip
def standard_gamma(self: Any, generator: Any = None) -> Any:
    """A number of the gamma distribution with rate 1 for each element, which is its shape."""
    own = np.asarray(self).dtype
    values = _drawn(self, stream_of(generator)).astype(own)
    return np.maximum(values, np.finfo(own).tiny)[()]


@composite(method=False)
def _sample_dirichlet(input: Tensor, generator: Any = None) -> Tensor:
    """Shares that sum up to one along the last dimension, for shapes along it."""
    shapes = np.asarray(input._data)
    values = _drawn(shapes.astype(np.float64), stream_of(generator))
    shares = (values / values.sum(axis=-1, keepdims=True)).astype(shapes.dtype)
    top = np.nextafter(shapes.dtype.type(1), shapes.dtype.type(0))
    return new_tensor(np.clip(shares, np.finfo(shapes.dtype).tiny, top))


@composite(method=False)
def _dirichlet_grad(x: Tensor, alpha: Tensor, total: Tensor) -> Tensor:
    """How each share moves with its shape; ``total`` : the sum of all shapes, as large."""
    shares, shapes, totals = (
        np.asarray(each._data, np.float64).reshape(-1) for each in (x, alpha, total)
    )
    psi = np.stack([digamma(each) for each in (shapes, totals - shapes, totals)], 1)
    found = [
        beta_slope(float(x), float(a), float(t), (float(p), float(q), float(r)))
        for x, a, t, (p, q, r) in zip(shares, shapes, totals, psi, strict=True)
    ]
    return new_tensor(np.array(found, x._data.dtype).reshape(x._data.shape))


FUNCTIONS["_sample_dirichlet"] = _sample_dirichlet
# What programs that write distributions of their own call by PyTorch's inner names.
NAMES: dict[str, Any] = {
    "_dirichlet_grad": _dirichlet_grad, "_sample_dirichlet": _sample_dirichlet,
    "_standard_gamma": standard_gamma,
}  # fmt: skip
