"""New tensors drawn by given probabilities, rates, means and weights."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from engine.calls.declare import composite, operation
from engine.calls.later import later
from engine.calls.out_rules import ANY_DTYPE, OutRule
from engine.chance import drawing
from engine.chance.drawing import drawn, refused
from engine.chance.generator import Array, Generator, stream_of
from engine.chance.rejection import binomial_number, poisson_number
from engine.creation import check_further, made
from engine.dtypes import COMPLEX, FLOAT, int64
from engine.errors import no_derivative, shared_shape
from engine.formula import nothing, sum_to
from engine.foundation.mapped import refuse_same
from engine.modes import MODES, default_float
from engine.numbers.half import converted
from engine.numbers.promotion import result_type
from engine.tensor import Tensor, new_tensor

top_order = later("engine.ops.ordering", "top_order")
MOST_TOGETHER = 4096  # uniform numbers drawn together
LARGEST_CHOICE = 2**24  # up to here single precision has every whole number


@operation(
    "bernoulli", name="bernoulli.default", node="BernoulliBackward0",
    self=lambda grad: nothing(grad),
)  # fmt: skip
def drawn_bits(self: Any, generator: Any) -> Any:
    """1 with each element's probability, else 0; the gradient of a probability is nothing."""
    return _bits(self, new_tensor(self), generator)


@operation(
    "bernoulli", name="bernoulli.p", node="NotImplemented",
    self=lambda grad: no_derivative("bernoulli"),
)  # fmt: skip
def unfollowed_bits(self: Any, p: Any, generator: Any) -> Any:
    """1 with probability ``p``, else 0, shaped like a tensor."""
    return _bits(self, p, generator)


def _bits(like: Any, odds: Any, generator: Any) -> Array:
    into = new_tensor(np.empty(like.shape, like.dtype))
    return drawn(drawing.bernoulli, into, generator, odds)


@composite(out=ANY_DTYPE)
def bernoulli(input: Tensor, p: Any = None, *, generator: Any = None) -> Any:
    """1 with each element's probability (or ``p``), else 0."""
    refuse_same(input, p)
    odds = input if p is None else p
    if MODES.grad and input._edge is not None:
        return drawn_bits(input, generator) if p is None else unfollowed_bits(input, p, generator)
    into = new_tensor(np.empty(input._data.shape, input._data.dtype))
    return made(drawn(drawing.bernoulli, into, generator, odds), "torch.bernoulli")


@composite(out=ANY_DTYPE, method=False)
def normal(
    mean: Any = 0.0, std: Any = 1.0, size: Any = None, *, generator: Any = None,
    dtype: Any = None, requires_grad: bool = False, **further: Any,
) -> Any:  # fmt: skip
    """Numbers of normal distributions; ``mean`` and ``std`` may be tensors."""
    check_further("normal", further)
    if size is None and (dtype is not None or requires_grad):
        raise TypeError("normal() takes a dtype only where it is given a size")
    if size is not None:
        mean, std = float(mean), float(std)
    refuse_same(mean, std)
    tensors = [each for each in (mean, std) if isinstance(each, Tensor)]
    if isinstance(std, Tensor) and std.dtype.category == COMPLEX:
        raise RuntimeError("normal expects standard deviation to be non-complex")
    if isinstance(std, Tensor) and (std._data < 0).any():
        raise RuntimeError("normal expects all elements of std >= 0.0")
    if MODES.grad and any(each._edge is not None for each in tensors):
        return drawn_around(mean, std, generator)
    if not tensors:
        own = dtype or default_float()
        into = new_tensor(np.empty(tuple(size), own.numpy))
        values = drawn(drawing.normal, into, generator, mean, std)
        return made(values, "torch.normal", requires_grad)
    return made(_around(mean, std, tensors, generator), "torch.normal")


@operation(
    "normal", name="normal.Tensor_float", node="NormalBackward1", inputs=("mean",),
    mean=lambda grad, mean_shape: sum_to(nothing(grad), mean_shape),
)  # fmt: skip
def drawn_around_means(mean: Any, std: Any, generator: Any) -> Any:
    """Numbers of normal distributions; the gradient of a mean is nothing."""
    return _around(new_tensor(mean), std, [new_tensor(mean)], generator)


@operation(
    "normal", name="normal.float_Tensor", node="NormalBackward2", inputs=("std",),
    std=lambda grad, std_shape: sum_to(nothing(grad), std_shape),
)  # fmt: skip
def drawn_by_deviations(std: Any, mean: Any, generator: Any) -> Any:
    """Numbers of normal distributions; the gradient of a deviation is nothing."""
    return _around(mean, new_tensor(std), [new_tensor(std)], generator)


@operation(
    "normal", name="normal.Tensor_Tensor", node="NormalBackward3", inputs=("mean", "std"),
    mean=lambda grad, mean_shape: sum_to(nothing(grad), mean_shape),
    std=lambda grad, std_shape: sum_to(nothing(grad), std_shape),
)  # fmt: skip
def drawn_around_both(mean: Any, std: Any, generator: Any) -> Any:
    """Numbers of normal distributions; the gradients of mean and deviation are nothing."""
    middle, width = new_tensor(mean), new_tensor(std)
    return _around(middle, width, [middle, width], generator)


def drawn_around(mean: Any, std: Any, generator: Any) -> Any:
    """Normal numbers around parameters that require grad."""
    if not isinstance(std, Tensor):
        return drawn_around_means(mean, std, generator)
    if not isinstance(mean, Tensor):
        return drawn_by_deviations(std, mean, generator)
    return drawn_around_both(mean, std, generator)


def _around(mean: Any, std: Any, tensors: list[Tensor], generator: Any) -> Array:
    """Normal numbers scaled and moved after drawing, as PyTorch does where one is a tensor."""
    shape = functools.reduce(shared_shape, (tuple(each.shape) for each in tensors))
    own = result_type(tensors) if len(tensors) == 2 else tensors[0].dtype
    into = new_tensor(np.empty(shape, own.numpy))
    if not isinstance(std, Tensor):
        values = drawn(drawing.normal, into, generator, 0, std)
    else:
        values = drawn(drawing.normal, into, generator)
        values = converted(values * std._data, own.numpy)
    middle = mean._data if isinstance(mean, Tensor) else own.numpy.type(mean)
    return converted(np.asarray(values + middle), own.numpy)


@composite()
def poisson(input: Tensor, generator: Any = None) -> Any:
    """Numbers of a Poisson distribution, by each element's rate."""
    refuse_same(input)
    if input.dtype.category != FLOAT:
        raise refused("poisson_cpu", input.dtype)
    if (np.asarray(input._data) < 0).any():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    if MODES.grad and input._edge is not None:
        return drawn_counts(input, generator)
    return made(_counts(input._data, generator), "torch.poisson")


@operation("poisson", name="poisson.default", node="PoissonBackward0",
           self=lambda grad: nothing(grad))  # fmt: skip
def drawn_counts(self: Any, generator: Any) -> Any:
    """Numbers of a Poisson distribution; the gradient of a rate is nothing."""
    return _counts(self, generator)


def _counts(given: Any, generator: Any) -> Array:
    rates = np.asarray(given)
    with stream_of(generator).one_by_one(_together(rates)) as uniform:
        values = np.array([poisson_number(each, uniform) for each in rates.reshape(-1).tolist()])
    return converted(values.reshape(rates.shape), rates.dtype)


def _together(counted: Array) -> int:
    """How many uniform numbers are drawn together for whole numbers that take a few each."""
    return int(min(max(8, 4 * counted.size), MOST_TOGETHER))


@composite(method=False)
def binomial(count: Tensor, prob: Tensor, generator: Any = None) -> Tensor:
    """Numbers of successes among ``count`` trials of probability ``prob``."""
    refuse_same(count, prob)
    for name, each in (("count", count), ("prob", prob)):
        if each.dtype.category != FLOAT:
            raise ValueError(
                f"binomial only supports floating-point dtypes for {name}, got: "
                f"{each.dtype.kind_name}"
            )
    if count.dtype.itemsize == 2:
        raise refused("binomial_cpu", count.dtype)
    trials, odds = np.broadcast_arrays(count._data, prob._data)
    with stream_of(generator).one_by_one(_together(trials)) as uniform:
        values = [
            binomial_number(n, p, uniform)
            for n, p in zip(trials.reshape(-1).tolist(), odds.reshape(-1).tolist(), strict=True)
        ]
    return made(np.array(values, trials.dtype).reshape(trials.shape), "torch.binomial")


@composite(out=OutRule("{name} expects {wanted} tensor out, got: {own}", known=int64))
def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None
) -> Tensor:
    """Indices drawn by each row's weights; shape : rows by ``num_samples``."""
    refuse_same(input)
    _check_weights(input, num_samples, replacement)
    odds = np.asarray(input._data)
    rows, stream = np.atleast_2d(odds), stream_of(generator)
    if replacement and num_samples > 1:
        picked = _with_replacement(rows, num_samples, stream)
    else:
        waits = converted(stream.exponential(rows.size), rows.dtype).reshape(rows.shape)
        ratios = converted(rows / waits, rows.dtype)
        one = num_samples == 1
        picked = ratios.argmax(1)[:, None] if one else top_order(ratios, num_samples)
    return made(picked.reshape((*odds.shape[:-1], num_samples)), "torch.multinomial")


def _check_weights(input: Tensor, num_samples: int, replacement: bool) -> None:
    odds = np.asarray(input._data)
    if not 1 <= odds.ndim <= 2:
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if input.dtype.category != FLOAT:
        raise RuntimeError(
            "multinomial only supports floating-point dtypes for input, got: "
            f"{input.dtype.kind_name}"
        )
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > odds.shape[-1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        )
    if odds.shape[-1] > LARGEST_CHOICE:
        raise RuntimeError("number of categories cannot exceed 2^24")
    if replacement and num_samples > 1:
        _check_each_row(np.atleast_2d(odds))
    elif not odds.size:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no "
            "identity."
        )
    if (odds < 0).any() or not np.isfinite(odds).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if (np.atleast_2d(odds).sum(axis=1) <= 0).any():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")


def _check_each_row(rows: Array) -> None:
    """Raise RuntimeError at the first weight that is none."""
    wrong = ~((rows >= 0) & np.isfinite(rows))
    if wrong.any():
        first = rows[wrong][0]
        what = "= infinity or NaN" if first > 0 else "< 0"
        raise RuntimeError(
            f"invalid multinomial distribution (encountering probability entry {what})"
        )


def _with_replacement(rows: Array, count: int, stream: Generator) -> Array:
    found = []
    for row in rows:
        steps = np.cumsum(row, dtype=row.dtype)
        steps = steps / steps[-1]
        found.append(np.searchsorted(steps, stream.fractions(count)))
    return np.minimum(np.stack(found), rows.shape[1] - 1)
