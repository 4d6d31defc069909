"""How the layers' parameters begin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.absent import module_getattr
from engine.device import usable
from engine.modes import default_float
from engine.observer import WATCH
from engine.random import STREAMS
from engine.tensor import Tensor, bump_version, new_tensor, storage


def blank(shape: tuple[int, ...], dtype: Any = None, device: Any = None) -> Tensor:
    """Memory for a parameter, in the default dtype unless told otherwise."""
    usable(device)
    return new_tensor(np.zeros(shape, (dtype or default_float()).numpy))


def fill_drawn(tensor: Tensor, values: Any) -> Tensor:
    """Write drawn numbers into a tensor, outside every graph."""
    before = None if WATCH.observer is None else np.array(tensor._data)
    storage(tensor)[...] = np.asarray(values).reshape(tensor.shape)
    bump_version(tensor)
    if WATCH.observer is not None:
        WATCH.observer.updated(tensor, before, "nn.init")
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Uniform numbers between ``a`` and ``b``."""
    stream = generator or STREAMS.default
    kind = tensor._data.dtype.type
    drawn = stream.uniform(tensor._data.size, tensor._data.dtype.itemsize == 8)
    return fill_drawn(tensor, drawn * kind(b - a) + kind(a))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """Numbers of a normal distribution."""
    stream = generator or STREAMS.default
    kind = tensor._data.dtype.type
    drawn = stream.normal(tensor._data.size, tensor._data.dtype.itemsize == 8)
    return fill_drawn(tensor, drawn * kind(std) + kind(mean))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """One value everywhere."""
    return fill_drawn(tensor, np.full(tensor.shape, val))


def zeros_(tensor: Tensor) -> Tensor:
    """Zeros everywhere."""
    return constant_(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """Ones everywhere."""
    return constant_(tensor, 1.0)


def fans(tensor: Tensor) -> tuple[int, int]:
    """How many inputs and outputs each unit of a weight has."""
    if tensor.ndim < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


GAINS = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 0.75}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor that keeps the variance through a nonlinearity."""
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity not in GAINS:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return GAINS[nonlinearity]


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """He et al., Delving deep into rectifiers (2015), uniform."""
    fan = fans(tensor)[mode == "fan_out"]
    bound = math.sqrt(3.0) * calculate_gain(nonlinearity, a) / math.sqrt(fan)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """He et al., Delving deep into rectifiers (2015), normal."""
    fan = fans(tensor)[mode == "fan_out"]
    return normal_(tensor, 0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Glorot and Bengio, Understanding the difficulty of training (2010), uniform."""
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / sum(fans(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Glorot and Bengio, Understanding the difficulty of training (2010), normal."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(fans(tensor))), generator)


def eye_(tensor: Tensor) -> Tensor:
    """Ones on the diagonal of a matrix."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return fill_drawn(tensor, np.eye(*tensor.shape))


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Any = None) -> Tensor:
    """Rows (or columns) at right angles to each other (Saxe et al., 2013)."""
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    rows, columns = tensor.shape[0], tensor.numel() // tensor.shape[0]
    stream = generator or STREAMS.default
    drawn = stream.normal(rows * columns, tensor._data.dtype.itemsize == 8)
    flat = np.asarray(drawn, tensor._data.dtype).reshape(rows, columns)
    q, r = np.linalg.qr(flat.T if rows < columns else flat)
    q = q * np.sign(np.diag(r))
    return fill_drawn(tensor, (q.T if rows < columns else q) * gain)


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0,
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """Numbers of a normal distribution, drawn again where they fall outside [a, b]."""
    stream = generator or STREAMS.default
    kind = tensor._data.dtype.type
    values = np.asarray(stream.normal(tensor.numel(), kind is np.float64)).astype(kind)
    values = values * kind(std) + kind(mean)
    while ((values < a) | (values > b)).any():
        again = np.asarray(stream.normal(tensor.numel(), kind is np.float64)).astype(kind)
        again = again * kind(std) + kind(mean)
        values = np.where((values < a) | (values > b), again, values)
    return fill_drawn(tensor, values)


# The names these had before in-place functions ended in an underscore.
uniform, normal, constant = uniform_, normal_, constant_
xavier_uniform, xavier_normal = xavier_uniform_, xavier_normal_
kaiming_uniform, kaiming_normal = kaiming_uniform_, kaiming_normal_
__getattr__ = module_getattr("torch.nn.init")
