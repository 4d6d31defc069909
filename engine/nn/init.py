"""Initialisation of parameters: ``torch.nn.init``."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from engine.calls.inplace import refuse_change
from engine.calls.signatures import is_int
from engine.chance import drawing
from engine.chance.generator import Generator, stream_of
from engine.chance.permuting import permutation
from engine.device import usable
from engine.dtypes import BF16
from engine.errors import negative_size, type_name
from engine.foundation.absent import module_getattr
from engine.foundation.warn import warn
from engine.modes import default_float
from engine.numbers.half import as_bfloat16, converted, widened_call
from engine.numbers.low_precision import refuse_half
from engine.observer import WATCH
from engine.tensor import Tensor, bump_version, new_tensor, storage

FAR_OFF = (
    "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may "
    "be incorrect."
)
# How much of the distribution must lie within the bounds for drawing again to be worth it.
LEAST_SHARE = 0.3


def blank(shape: tuple[int, ...], dtype: Any = None, device: Any = None) -> Tensor:
    """An uninitialised tensor for a parameter, in the default dtype unless told otherwise."""
    usable(device)
    for place, length in enumerate(shape):
        if not is_int(length):
            raise TypeError(_no_length(place, length))
    if min(shape, default=0) < 0:
        raise negative_size(shape)
    return new_tensor(np.zeros(shape, (dtype or default_float()).numpy))


def _no_length(place: int, value: Any) -> str:
    kind = type_name(value)
    if place:
        return (
            f"empty(): argument 'size' failed to unpack the object at pos {place + 1} with error "
            f'"type must be tuple of ints,but got {kind}"'
        )
    return (
        "empty(): argument 'size' (position 1) must be tuple of ints, but found element of type "
        f"{kind} at pos 0"
    )


def fill_drawn(tensor: Tensor, values: Any, how: str = "") -> Tensor:
    """Write drawn numbers into a tensor, outside every graph.

    ``how`` : the operation by which PyTorch does so, if it is one in place.
    """
    if how:
        refuse_change(how, tensor)
    storage(tensor)[...] = np.asarray(values).reshape(tensor.shape)
    bump_version(tensor)
    if WATCH.observer is not None:
        WATCH.observer.replaced(tensor, None, "nn.init")
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Uniform numbers between ``a`` and ``b``."""
    return fill_drawn(tensor, drawing.uniform(tensor, stream_of(generator), a, b), "uniform_")


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """Numbers of a normal distribution."""
    return fill_drawn(tensor, drawing.normal(tensor, stream_of(generator), mean, std), "normal_")


def constant_(tensor: Tensor, val: float) -> Tensor:
    """One value everywhere."""
    return _constant(tensor, val, "fill_.Scalar")


def _constant(tensor: Tensor, val: float, how: str) -> Tensor:
    bfloat = tensor._data.dtype == BF16
    return fill_drawn(tensor, np.full(tensor.shape, as_bfloat16(val) if bfloat else val), how)


def zeros_(tensor: Tensor) -> Tensor:
    """Zeros everywhere."""
    return _constant(tensor, 0.0, "zero_")


def ones_(tensor: Tensor) -> Tensor:
    """Ones everywhere."""
    return constant_(tensor, 1.0)


def fans(tensor: Tensor) -> tuple[int, int]:
    """The fan-in and fan-out of a weight: how many inputs and outputs each unit has."""
    if tensor.ndim < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


_calculate_fan_in_and_fan_out = fans  # by PyTorch's name, which people's own layers call
CONVOLUTIONS = [f"conv{kind}{n}d" for kind in ("", "_transpose") for n in (1, 2, 3)]
GAINS = dict.fromkeys(["linear", "sigmoid", *CONVOLUTIONS], 1.0) | {
    "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 0.75,
}  # fmt: skip


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor that keeps the variance through a nonlinearity."""
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity not in GAINS:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    found = GAINS[nonlinearity]
    return 1 if found == 1.0 else found


def _fan(tensor: Tensor, mode: str) -> int:
    modes = ["fan_in", "fan_out"]
    if mode.lower() not in modes:
        raise ValueError(f"Mode {mode.lower()} not supported, please use one of {modes}")
    return fans(tensor)[modes.index(mode.lower())]


_calculate_correct_fan = _fan


def _nothing_to_draw(tensor: Tensor) -> bool:
    empty = 0 in tensor.shape
    if empty:
        warn("Initializing zero-element tensors is a no-op")
    return empty


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """Kaiming initialisation, uniform (He et al., Delving deep into rectifiers, 2015)."""
    if _nothing_to_draw(tensor):
        return tensor
    fan = _fan(tensor, mode)
    bound = math.sqrt(3.0) * calculate_gain(nonlinearity, a) / math.sqrt(fan)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """Kaiming initialisation, normal (He et al., Delving deep into rectifiers, 2015)."""
    if _nothing_to_draw(tensor):
        return tensor
    fan = _fan(tensor, mode)
    return normal_(tensor, 0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Xavier initialisation, uniform (Glorot and Bengio, 2010)."""
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / sum(fans(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Xavier initialisation, normal (Glorot and Bengio, 2010)."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(fans(tensor))), generator)


def eye_(tensor: Tensor) -> Tensor:
    """Ones on the diagonal of a matrix."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return fill_drawn(tensor, np.eye(*tensor.shape))


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Any = None) -> Tensor:
    """A matrix with orthogonal rows or columns (Saxe et al., 2013)."""
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if not tensor.numel():
        return tensor
    refuse_half("geqrf", (tensor._data,))
    rows, columns = tensor.shape[0], tensor.numel() // tensor.shape[0]
    drawn = drawing.normal(new_tensor(np.array(tensor._data)), stream_of(generator))
    flat = np.asarray(drawn, tensor._data.dtype).reshape(rows, columns)
    q, r = np.linalg.qr(flat.T if rows < columns else flat)
    q = q * np.sign(np.diag(r))
    return fill_drawn(tensor, (q.T if rows < columns else q) * gain, "copy_")


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0,
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """Numbers of a normal distribution cut off at ``a`` and ``b``.

    Numbers that fall outside are drawn again; where most would, uniform numbers of [a, b] are
    drawn instead and accepted by the density (rejection sampling, von Neumann, 1951).
    """
    if mean < a - 2 * std or mean > b + 2 * std:
        warn(FAR_OFF)
    within = _share_below((b - mean) / std) - _share_below((a - mean) / std)
    sample = _normal_within if within > LEAST_SHARE else _uniform_accepted
    blank = new_tensor(np.array(tensor._data))
    values = sample(blank, stream_of(generator), mean, std, a, b)
    return fill_drawn(tensor, values, "normal_" if sample is _normal_within else "uniform_")


def _share_below(bound: float) -> float:
    return (1 + math.erf(bound / math.sqrt(2))) / 2


def _normal_within(
    blank: Tensor, stream: Generator, mean: float, std: float, a: float, b: float
) -> Any:
    kind = blank._data.dtype.type
    values = drawing.normal(blank, stream, mean, std)
    while (outside := (values < kind(a)) | (values > kind(b))).any():
        values = np.where(outside, drawing.normal(blank, stream, mean, std), values)
    return values


def _uniform_accepted(
    blank: Tensor, stream: Generator, mean: float, std: float, a: float, b: float
) -> Any:
    """Uniform numbers, each kept with the probability that is its density over the greatest."""
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    dtype = blank._data.dtype
    kind = dtype.type if dtype == np.float64 else np.float32
    steps: list[Callable[[Any], Any]] = [
        lambda x: x - kind(mean), lambda x: x / kind(std), np.square, lambda x: x * kind(-0.5),
        lambda x: x - kind(peak),
    ]  # fmt: skip
    values: Any = None
    pending: Any = np.True_
    while pending.any():
        density = drawn = converted(drawing.uniform(blank, stream, a, b), dtype)
        values = drawn if values is None else np.where(pending, drawn, values)
        for step in steps:
            density = widened_call(step, [density])
        draws = converted(drawing.uniform(blank, stream), dtype)
        pending = pending & (widened_call(np.log, [draws]) > density)
    return values


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Any = None) -> Tensor:
    """Normal numbers with a share of zeros in every column (Martens, 2010)."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    values = drawing.normal(tensor, stream_of(generator), 0, std)
    for column in range(columns):
        values[permutation(rows, None)[:zeros], column] = 0  # which, the default stream says
    return fill_drawn(tensor, values, "normal_")


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """A convolution's weight that passes its channels on unchanged."""
    if tensor.ndim not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    values = np.zeros(tensor.shape, tensor._data.dtype)
    per_group = tensor.shape[0] // groups
    middle = tuple(length // 2 for length in tensor.shape[2:])
    for channel in range(min(per_group, tensor.shape[1])):
        values[(slice(channel, None, per_group), channel, *middle)] = 1
    return fill_drawn(tensor, values, "zero_")


def _deprecated(function: Any) -> Any:
    """The name that an initialiser had before in-place functions ended in an underscore."""
    new = function.__name__
    old = new.removesuffix("_")

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        warn(f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`.", FutureWarning)
        return function(*args, **options)

    call.__name__ = old
    return call


for _each in (
    uniform_, normal_, constant_, eye_, dirac_, xavier_uniform_, xavier_normal_, kaiming_uniform_,
    kaiming_normal_, orthogonal_, sparse_,
):  # fmt: skip
    globals()[_each.__name__.removesuffix("_")] = _deprecated(_each)
__getattr__ = module_getattr("torch.nn.init")
