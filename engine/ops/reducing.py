"""Reductions by index: sums, products, means and extremes of what meets in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import operation, overloaded
from engine.calls.out_rules import OWN_DTYPE
from engine.formula import where
from engine.foundation.warn import warn
from engine.numbers.alike import require_alike
from engine.ops.arithmetic import Choice
from engine.ops.gathering import places
from engine.ops.index_checks import check_added, check_range, check_scattered
from engine.ops.indexing import at
from engine.ops.layers import layers
from engine.ops.matrices import is_array
from engine.ops.scattering import aligned
from engine.ops.writing import without
from engine.placed import along, part
from engine.tensor import Tensor, new_tensor

_START = {"sum": 0, "mean": 0, "prod": 1, "amax": -np.inf, "amin": np.inf}
_MEET: dict[str, Callable[..., Any]] = {
    "sum": np.add.at, "mean": np.add.at, "prod": np.multiply.at, "amax": np.maximum.at,
    "amin": np.minimum.at,
}  # fmt: skip


def _start(kind: Any, reduce: str) -> Any:
    if kind.kind in "biu" and reduce in ("amax", "amin"):
        limits = np.iinfo(kind) if kind.kind != "b" else None
        low, high = (limits.min, limits.max) if limits else (False, True)
        return low if reduce == "amax" else high
    return _START[reduce]


def _reduced(self: Any, src: Any, index: Any, reduce: str, include_self: bool) -> Any:
    whole = np.array(self)
    if not include_self:
        whole[index] = _start(self.dtype, reduce)
    _MEET[reduce](whole, index, src)
    if reduce == "mean":
        counts = _counts(self, src, index, include_self)
        return whole // counts if whole.dtype.kind in "iu" else whole / counts
    return whole


def _counts(self: Any, src: Any, index: Any, include_self: bool) -> Any:
    """How many elements were reduced into each place (1 where none was)."""
    counts = np.ones(self.shape, self.dtype)
    if not include_self:
        counts[index] = 0
    np.add.at(counts, index, np.ones(np.shape(src), self.dtype))
    counts[counts == 0] = 1
    return counts


def _plain(value: Any) -> Any:
    return value._data if isinstance(value, Tensor) else value


def _like(data: Any, value: Any) -> Any:
    return new_tensor(data) if isinstance(value, Tensor) else data


def _is_symbol(value: Any) -> bool:
    return not is_array(value) and not isinstance(value, Tensor)


def _to_self(
    grad: Any, self: Any, src: Any, result: Any, index: Any, reduce: str, include_self: bool
) -> Any:
    if _is_symbol(grad):
        found = _written(grad, self, result, reduce)
    elif reduce == "sum":
        found = grad
    elif reduce == "mean":
        counts = _counts(_plain(self), _plain(src), index, include_self)
        found = grad / _like(counts, grad)
    elif reduce == "prod":
        found = _product_to_self(grad, self, src, result, index)
    else:
        found = grad / _attained(self, src, result, index) * (self == result)
    return without(found, index) if include_self is False else found


def _written(grad: Any, own: Any, result: Any, reduce: Any) -> Any:
    """The rule on symbols, for what was reduced, be it ``self`` or the source."""
    if reduce == "prod":
        return grad * result / own
    if reduce not in ("mean", "amax", "amin"):
        return grad
    shared = (grad / grad.shape.count())._noted("n as many as share it")
    return shared if reduce == "mean" else shared * (own == result)


def _product_to_self(grad: Any, self: Any, src: Any, result: Any, index: Any) -> Any:
    """Grad times the product of what else met there, also where self is zero."""
    zero = self == 0
    others = _like(_reduced(np.ones_like(_plain(self)), _plain(src), index, "prod", True), grad)
    return where(zero, grad * others, grad * result / where(zero, self * 0 + 1, self))


def _attained(self: Any, src: Any, result: Any, index: Any) -> Any:
    """How many elements share each extreme: self counts with them, be it included or not."""
    own, best = _plain(self), _plain(result)
    shares = np.array(own == best, own.dtype)
    np.add.at(shares, index, np.asarray(_plain(src) == np.asarray(best)[index], own.dtype))
    shares[shares == 0] = 1
    return _like(shares, result)


def _to_src(
    grad: Any, self: Any, src: Any, result: Any, index: Any, reduce: str, include_self: bool
) -> Any:
    if _is_symbol(grad):
        return part(_written(grad, src, result, reduce), index)
    if reduce == "sum":
        return part(grad, index)
    if reduce == "mean":
        counts = _counts(_plain(self), _plain(src), index, include_self)
        return part(grad / _like(counts, grad), index)
    if reduce == "prod":
        return _product_to_src(grad, self, src, result, index, include_self)
    shares = part(grad / _attained(self, src, result, index), index)
    return shares * (src == part(result, index))


def _product_to_src(
    grad: Any, self: Any, src: Any, result: Any, index: Any, include_self: bool
) -> Any:
    """As above for each of the source; where two zeros met there is no gradient."""
    own, given = _plain(self), _plain(src)
    zero = given == 0
    counted = np.zeros(own.shape, own.dtype)
    np.add.at(counted, index, zero.astype(own.dtype))
    alone = zero & (counted[index] == 1)
    filled = np.where(alone, 1, given).astype(own.dtype)
    others = _reduced(own, filled, index, "prod", include_self)[index]
    safe = where(_like(zero, src), src * 0 + 1, src)
    return where(
        _like(alone, src), part(grad, index) * _like(others, grad),
        part(grad * result, index) / safe,
    )  # fmt: skip


@operation(
    "scatter reduce", name="scatter_reduce.two", inputs=("self", "src"), scatters=True,
    self=lambda grad, self, src, result, dim, index, reduce, include_self: _to_self(
        grad, self, src, result, along(index, dim), reduce, include_self
    ),
    src=lambda grad, self, src, result, dim, index, reduce, include_self: _to_src(
        grad, self, src, result, along(index, dim), reduce, include_self
    ),
)  # fmt: skip
def _scatter_reduced(
    self: Any, src: Any, dim: int, index: Any, reduce: str, include_self: bool = True
) -> Any:
    return _reduced(self, src, along(index, dim), reduce, include_self)


@overloaded(out=OWN_DTYPE.apart(), samples=(
    "torch.scatter_reduce(m, 0, k.reshape(1, 3), n[:1], 'sum')",
    "m.scatter_reduce(0, torch.tensor([[0, 0, 1]]), n[:1], 'prod', include_self=False)",
    "m.scatter_reduce(1, torch.tensor([[0, 0, 1]]), n[:1], 'mean')",
    "m.scatter_reduce(0, torch.tensor([[1, 1, 1], [1, 2, 1]]), n[:2], 'amax')",
    "(m * 1).scatter_reduce_(0, k.reshape(1, 3), n[:1], 'amin', include_self=False)",
))  # fmt: skip
def scatter_reduce(
    self: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Choice:
    """The tensor with ``src`` reduced into the positions ``index`` along ``dim``."""
    reduce = {"max": "amax", "min": "amin"}.get(reduce, reduce)  # which it takes, undocumented
    if reduce not in _START:
        raise RuntimeError(
            "reduce argument must be either sum, prod, mean, amax or amin, got " + reduce
        )
    axis, array = wrap(dim, self.ndim), places(index, "scatter")
    require_alike("scatter(): Expected self.dtype to be equal to src.dtype", self, src)
    check_scattered(self, axis, array, src)
    array = aligned(array, self.ndim)
    if src.ndim != array.ndim:
        src = src.reshape(array.shape)
    elif tuple(src.shape) != array.shape:
        src = src[tuple(slice(each) for each in array.shape)]
    options = {"dim": axis, "index": array, "reduce": reduce, "include_self": include_self}
    return _scatter_reduced, (self, src), options


@operation(
    "index reduce", name="index_reduce.two", inputs=("self", "source"), scatters=True,
    self=lambda grad, self, source, result, dim, index, reduce, include_self: _to_self(
        grad, self, source, result, at(dim, index), reduce, include_self
    ),
    source=lambda grad, self, source, result, dim, index, reduce, include_self: _to_src(
        grad, self, source, result, at(dim, index), reduce, include_self
    ),
)  # fmt: skip
def _index_reduced(
    self: Any, source: Any, dim: int, index: Any, reduce: str, include_self: bool = True
) -> Any:
    return _reduced(self, source, at(dim, index), reduce, include_self)


@overloaded(out=OWN_DTYPE.apart(), samples=(
    "m.index_reduce(0, k, n, 'mean')", "m.index_reduce(0, k[:1], n[:1], 'prod')",
    "m.index_reduce(1, torch.tensor([0, 0, 1]), n, 'amax', include_self=False)",
    "(m * 1).index_reduce_(0, k, n, 'amin')",
))  # fmt: skip
def index_reduce(
    self: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *,
    include_self: bool = True,
) -> Choice:  # fmt: skip
    """The tensor with ``source`` reduced into the layers of ``dim`` that ``index`` names."""
    if reduce not in ("prod", "mean", "amax", "amin"):
        raise RuntimeError(
            "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got "
            f"{reduce}."
        )
    check_added("index_reduce", self, dim, index, source)
    warn(
        "index_reduce() is in beta and the API may change at any time.", once="index_reduce is new"
    )
    axis = wrap(dim, self.ndim)
    check_range(index, self.shape[axis] if self.ndim else 1)
    options = {
        "dim": axis, "index": layers(self, index), "reduce": reduce,
        "include_self": include_self,
    }  # fmt: skip
    return _index_reduced, (self, source), options
