"""Drawing by given probabilities, and filling a tensor in place with what is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.creation import made
from engine.declare import composite
from engine.inplace import check_allowed, overwrite
from engine.observer import WATCH
from engine.op import Op, register
from engine.random import stream_of
from engine.tensor import Tensor

IMPROBABLE = (
    "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be "
    "improved?  If so, please report an enhancement request to PyTorch.)"
)


def _is_double(tensor: Tensor) -> bool:
    return tensor._data.dtype.itemsize == 8 and tensor._data.dtype.kind == "f"  # type: ignore[no-any-return]


def chances(p: Any, count: int, generator: Any, *, double: bool) -> Any:
    """For each of ``count`` draws, whether it fell below ``p``."""
    return stream_of(generator).uniform(count, double) < p


@composite()
def bernoulli(input: Tensor, p: Any = None, *, generator: Any = None) -> Tensor:
    """1 with each element's probability (or ``p``), else 0."""
    if p is not None:
        flags = chances(p, input._data.size, generator, double=True)
    else:
        odds = np.asarray(input._data)
        if odds.dtype.kind != "f" or (odds < 0).any() or (odds > 1).any():
            raise RuntimeError(IMPROBABLE)
        flags = chances(odds.reshape(-1), odds.size, generator, double=_is_double(input))
    values = flags.astype(input._data.dtype).reshape(input._data.shape)
    return made(values, "torch.bernoulli")


@composite(method=False)
def normal(
    mean: Any = 0.0, std: Any = 1.0, size: Any = None, *, generator: Any = None,
    dtype: Any = None, requires_grad: bool = False, **_: Any,
) -> Tensor:  # fmt: skip
    """Numbers of normal distributions; ``mean`` and ``std`` may be tensors."""
    centre, spread = (x._data if isinstance(x, Tensor) else x for x in (mean, std))
    if np.min(spread) < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {np.min(spread):g}")
    shape = np.broadcast_shapes(np.shape(centre), np.shape(spread)) if size is None else size
    given = next((x for x in (mean, std) if isinstance(x, Tensor)), None)
    own = dtype or (dtypes.of(given._data) if given is not None else None) or dtypes.float32
    count = int(np.prod(shape))
    drawn = stream_of(generator).normal(count, own is dtypes.float64).reshape(tuple(shape))
    return made(np.asarray(drawn * spread + centre).astype(own.numpy), "torch.normal",
                requires_grad)  # fmt: skip


@composite()
def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None
) -> Tensor:
    """Indices drawn by each row's weights; shape : rows by ``num_samples``."""
    odds = np.asarray(input._data)
    rows = np.atleast_2d(odds)
    if not replacement and num_samples > rows.shape[1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        )
    if (rows < 0).any() or not np.isfinite(rows).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if (rows.sum(axis=1) <= 0).any():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    stream = stream_of(generator)
    if replacement and num_samples > 1:
        picked = _with_replacement(rows, num_samples, stream)
    else:
        waits = stream.exponential(rows.size).astype(rows.dtype).reshape(rows.shape)
        picked = np.argsort(-(rows / waits), axis=1, kind="stable")[:, :num_samples]
    return made(picked.reshape((*odds.shape[:-1], num_samples)), "torch.multinomial")


def _with_replacement(rows: Any, count: int, stream: Any) -> Any:
    found = []
    for row in rows:
        steps = np.cumsum(row, dtype=row.dtype)
        steps = steps / steps[-1]
        found.append(np.searchsorted(steps, stream.uniform(count, double=True)))
    return np.minimum(np.stack(found), rows.shape[1] - 1)


def _filler(name: str, about: str, draw: Any) -> None:
    """Declare ``name_``, which fills a tensor in place with what ``draw`` gives."""
    op = register(Op(name, name, draw, {}, ("self",), {}, "", about=about))

    def fill(self: Tensor, *args: Any, generator: Any = None, **options: Any) -> Tensor:
        check_allowed(self)
        values = draw(self, stream_of(generator), *args, **options)
        kind = self._data.dtype
        overwrite(self, np.asarray(values).astype(kind).reshape(self._data.shape))
        if WATCH.observer is not None:
            told = [("self", self), *((f"arg{n}", each) for n, each in enumerate(args))]
            WATCH.observer.op(op, told, (self,), True)
        return self

    fill.__name__, fill.__doc__ = f"{name}_", about
    composite()(fill)


def _kind(tensor: Tensor) -> Any:
    return tensor._data.dtype.type


def _uniform(self: Tensor, stream: Any, from_: float = 0, to: float = 1, **names: Any) -> Any:
    low, high = names.get("from", from_), to
    if low > high:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}"
        )
    kind = _kind(self)
    return stream.uniform(self._data.size, _is_double(self)).astype(kind) * kind(
        high - low
    ) + kind(low)


def _normal(self: Tensor, stream: Any, mean: float = 0, std: float = 1) -> Any:
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    drawn = stream.normal(self._data.size, _is_double(self))
    return drawn * drawn.dtype.type(std) + drawn.dtype.type(mean)


def _bernoulli(self: Tensor, stream: Any, p: Any = 0.5) -> Any:
    count = self._data.size
    if isinstance(p, Tensor):
        odds = np.broadcast_to(p._data, self._data.shape).reshape(-1)
        return stream.uniform(count, _is_double(p)) < odds
    return stream.uniform(count, True) < p


def _random(self: Tensor, stream: Any, low: int | None = None, high: int | None = None) -> Any:
    if low is not None:
        low, high = (0, low) if high is None else (low, high)
        return stream.integers(low, high, self._data.size)
    dtype, count = self._data.dtype, self._data.size
    if dtype.kind == "f":
        digits = np.finfo(dtype).nmant + 1
        wide = dtype.itemsize == 8
        return (stream.wide_draws if wide else stream.draws)(count) % np.uint64(2**digits + 1)
    if dtype.itemsize == 8:
        return stream.wide_draws(count) % np.uint64(2**63)
    return stream.draws(count) % np.uint64(int(np.iinfo(dtype).max) + 1)


def _geometric(self: Tensor, stream: Any, p: float) -> Any:
    uniform = stream.uniform(self._data.size, True)
    return np.ceil(np.log(uniform) / np.log1p(-p))


_filler("uniform", "In place: uniform numbers in [from, to).", _uniform)
_filler("normal", "In place: numbers of a normal distribution.", _normal)
_filler("bernoulli", "In place: 1 with probability p, else 0.", _bernoulli)
_filler("random", "In place: whole numbers.", _random)
_filler("geometric", "In place: numbers of trials up to a success.", _geometric)
_filler("exponential", "In place: exponentially distributed numbers.",
        lambda self, stream, lambd=1: stream.exponential(self._data.size) / lambd)  # fmt: skip
_filler("log_normal", "In place: powers of e with normal exponents.",
        lambda self, stream, mean=1, std=2: np.exp(
            np.array([stream.normal(1)[0] for _ in range(self._data.size)]) * std + mean
        ))  # fmt: skip
