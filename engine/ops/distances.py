"""Distances between the rows of matrices, and lengths brought down to a limit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import composite, operation, overloaded
from engine.calls.out_rules import OWN_DTYPE
from engine.dtypes import F32, FLOAT
from engine.formula import absolute, fused, nothing, sgn, sign, swap, total, where
from engine.numbers.alike import SCALARS, require_alike
from engine.ops.matrices import conj, is_array, real
from engine.ops.reduction import vector_norm
from engine.storage.memory import in_order
from engine.tensor import Tensor, new_tensor

LANES = 8  # numbers of single precision in a register, which PyTorch adds up at a time


def _lengths(differences: Any, p: float) -> Any:
    size = np.abs(differences)
    if p == 0:
        return (differences != 0).sum(-1).astype(differences.dtype)
    if p == math.inf:
        return size.max(-1, initial=0)
    if p == 2:
        return np.sqrt(_sum_of_squares(size))
    return (size**p).sum(-1) ** (1 / p)


def _sum_of_squares(values: Any) -> Any:
    """The sum along the last dimension; of few numbers each step rounded once, as PyTorch's."""
    if values.dtype is not F32 or not 0 < values.shape[-1] < LANES:
        return (values * values).sum(-1)
    sums = values[..., 0] * values[..., 0]
    for place in range(1, values.shape[-1]):
        each = values[..., place]
        sums = fused(each, each, sums)
    return sums


def _slopes(differences: Any, result: Any, p: float) -> Any:
    """How each length changes with each difference."""
    lengths = result[..., None]
    if p == 0:
        return nothing(differences)
    if p == 1:
        return sign(differences)
    if p == math.inf:
        return sign(differences) * (absolute(differences) == lengths)
    if p == 2:
        return where(lengths == 0, 0.0, differences / lengths)
    steps = sign(differences) * (absolute(differences) / lengths) ** (p - 1)
    return where((lengths == 0) | (differences == 0), 0.0, steps)


def _pairs(x1: Any, x2: Any) -> Any:
    return x1[..., None, :] - x2[..., None, :, :]


def _to_rows(grad: Any, x1: Any, x2: Any, result: Any, p: Any) -> Any:
    return (grad[..., None] * _slopes(_pairs(x1, x2), result, p)).sum(-2)


def _to_columns(grad: Any, x1: Any, x2: Any, result: Any, p: Any) -> Any:
    return (grad[..., None] * _slopes(-_pairs(x1, x2), result, p)).sum(-3)


@operation(
    "distances", name="cdist.rows", node="CdistBackward0", inputs=("x1", "x2"),
    x1=lambda grad, x1, x2, result, p: _to_rows(grad, x1, x2, result, p),
    x2=lambda grad, x1, x2, result, p: _to_columns(grad, x1, x2, result, p),
)  # fmt: skip
def _distances(x1: Any, x2: Any, p: float) -> Any:
    return _lengths(_pairs(x1, x2), p)


def _shares(grad: Any, result: Any) -> Any:
    """The gradient over each distance; nothing where points coincide."""
    if isinstance(grad, Tensor):
        return (grad / result).masked_fill(result == 0, 0)
    return where(result == 0, 0.0, grad / result)


def _to_first(grad: Any, x1: Any, x2: Any, result: Any) -> Any:
    shares = _shares(grad, result)
    return x1 * total(shares, -1) - shares @ x2


def _to_second(grad: Any, x1: Any, x2: Any, result: Any) -> Any:
    shares = _shares(grad, result)
    sums = shares.sum(-2).unsqueeze(-1) if isinstance(grad, Tensor) else swap(total(shares, -2))
    return x2 * sums - swap(shares) @ x1


@operation(
    "distances", name="_euclidean_dist", node="EuclideanDistBackward0", inputs=("x1", "x2"),
    x1=lambda grad, x1, x2, result: _to_first(grad, x1, x2, result),
    x2=lambda grad, x1, x2, result: _to_second(grad, x1, x2, result),
    samples=(
        "torch.cdist(x, m, compute_mode='use_mm_for_euclid_dist')",
        "torch.cdist(b, m, compute_mode='use_mm_for_euclid_dist')",
    ),
)  # fmt: skip
def _by_product(x1: Any, x2: Any) -> Any:
    """The roots of x·x − 2 x·y + y·y, all in one product (``Distance.cpp``: _euclidean_dist)."""
    own, others = (np.square(each).sum(-1, keepdims=True) for each in (x1, x2))
    left = np.concatenate((x1 * -2, own, np.ones_like(own)), -1)
    right = np.concatenate((x2, np.ones_like(others), others), -1)
    found = left @ right.swapaxes(-1, -2)
    np.maximum(found, 0, out=found)
    return np.sqrt(found, found)


WAYS = (
    "use_mm_for_euclid_dist_if_necessary",
    "use_mm_for_euclid_dist",
    "donot_use_mm_for_euclid_dist",
)
FEW_ROWS = 25  # whose distances are taken one by one, unless another way is asked for


def _takes_product(x1: Tensor, x2: Tensor, p: float, way: str) -> bool:
    if p != 2 or way == WAYS[2] or not x1.numel() * x2.numel():
        return False
    return way == WAYS[1] or max(x1.shape[-2], x2.shape[-2]) > FEW_ROWS


def _in_one_product(x1: Tensor, x2: Tensor) -> Any:
    """The distances of batches that are multiplied as one."""
    lead = np.broadcast_shapes(x1.shape[:-2], x2.shape[:-2])
    shape, count = (*lead, x1.shape[-2], x2.shape[-2]), math.prod(lead)
    if count != 1:
        x1, x2 = (
            each.expand((*lead, *each.shape[-2:])).contiguous().view((count, *each.shape[-2:]))
            for each in (x1, x2)
        )
    return _by_product(x1, x2).view(shape)


@composite(method=False, samples=(
    "torch.cdist(x, m)", "torch.cdist(x, m, p=1)", "torch.cdist(x, m, p=3.)",
    "torch.cdist(b, m, p=float('inf'))", "torch.cdist(x, v)", "torch.cdist(x, x)",
))  # fmt: skip
def cdist(
    x1: Tensor, x2: Tensor, p: float = 2.0,
    compute_mode: str = "use_mm_for_euclid_dist_if_necessary",
) -> Any:  # fmt: skip
    """The distance of every row of one to every row of the other."""
    if compute_mode not in WAYS:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    for name, each in (("X1", x1), ("X2", x2)):
        if each.ndim < 2:
            raise RuntimeError(
                f"cdist only supports at least 2D tensors, {name} got: {each.ndim}D"
            )
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(
            "X1 and X2 must have the same number of columns. "
            f"X1: {x1.shape[-1]} X2: {x2.shape[-1]}"
        )
    for name, each in (("X1", x1), ("X2", x2)):
        if each.dtype.category != FLOAT:
            raise RuntimeError(
                f"cdist only supports floating-point dtypes, {name} got: {each.dtype.kind_name}"
            )
    require_alike(SCALARS, x1, x2)
    if _takes_product(x1, x2, p, compute_mode):
        return _in_one_product(x1, x2)
    return _distances(x1, x2, float(p))


def _couples(self: Any) -> tuple[Any, Any]:
    return np.triu_indices(self.shape[-2], 1)


def _to_points(grad: Any, self: Any, result: Any, p: Any) -> Any:
    if not is_array(self) and not isinstance(self, Tensor):
        sent = grad * _slopes(self.row_differences(), result, p)
        return sent._noted("added to the first row of each pair, taken from the second")
    first, second = _couples(self)
    if isinstance(self, Tensor):
        one, two = new_tensor(first), new_tensor(second)
        sent = grad[..., None] * _slopes(self[one] - self[two], result, p)
        return (self * 0).index_add(0, one, sent).index_add(0, two, -sent)
    sent = grad[..., None] * _slopes(self[first] - self[second], result, p)
    whole = np.zeros_like(self)
    np.add.at(whole, first, sent)
    np.subtract.at(whole, second, sent)
    return whole


@operation(
    "distances", name="pdist.rows", node="PdistBackward0",
    self=lambda grad, self, result, p: _to_points(grad, self, result, p),
)  # fmt: skip
def _own_distances(self: Any, p: float) -> Any:
    first, second = _couples(self)
    return _lengths(self[first] - self[second], p)


@composite(method=False, samples=("torch.pdist(m)", "torch.pdist(m, 1)"))
def pdist(input: Tensor, p: float = 2) -> Any:
    """The distances between all pairs of rows."""
    if input.ndim != 2:
        raise RuntimeError("pdist only supports 2D tensors, got: " + f"{input.ndim}D")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    return _own_distances(input, float(p))


def _factors(norms: Any, maxnorm: Any) -> Any:
    return where(norms > maxnorm, maxnorm / (norms + 1e-7), 1.0)  # a norm of NaN is none too large


def _renormed_rule(grad: Any, self: Any, p: Any, dim: Any, maxnorm: Any) -> Any:
    """The factor times grad, and what the factor's own slope sends along the direction."""
    written = not is_array(self) and not isinstance(self, Tensor)
    others = () if written else tuple(n for n in range(self.ndim) if n != dim)
    norms = _norms(self, p, others)
    along = _over(real(conj(grad) * self), others)
    inverse = 1 / (norms + 1e-7)
    scaled = maxnorm * inverse * (grad - inverse * (along * _norm_slope(self, norms, p, others)))
    return where(norms > maxnorm, scaled, grad)


def _norms(self: Any, p: Any, others: tuple[int, ...]) -> Any:
    if is_array(self):
        return vector_norm.op.forward(self, p, others, True)
    if not isinstance(self, Tensor):
        return self.norm()
    return vector_norm(self, p, others, True)


def _over(value: Any, others: tuple[int, ...]) -> Any:
    return value.sum(axis=others, keepdims=True) if is_array(value) else value.sum(others, True)


def _norm_slope(self: Any, norms: Any, p: Any, others: tuple[int, ...]) -> Any:
    if p == 1:
        return sgn(self)
    if p == math.inf:
        attained = absolute(self) == norms
        return sgn(self) * attained / _over(attained, others)
    if p == 2:
        return where(norms == 0, 0.0, self / norms)
    return where(norms == 0, 0.0, self * absolute(self) ** (p - 2) / norms ** (p - 1))


@operation(
    "renorm", name="renorm.dim", elementwise=True, conjugates=True,
    self=lambda grad, self, p, dim, maxnorm: _renormed_rule(grad, self, p, dim, maxnorm),
)  # fmt: skip
def _renormed(self: Any, p: Any, dim: int, maxnorm: Any) -> Any:
    others = tuple(n for n in range(self.ndim) if n != dim)
    return in_order(self * _factors(_norms(self, p, others), maxnorm))


@overloaded(out=OWN_DTYPE.in_step(), samples=("m.renorm(2, 0, 0.5)", "(m * 1).renorm_(1, 1, 0.5)"))
def renorm(self: Tensor, p: Any, dim: int, maxnorm: Any) -> Any:
    """The layers along ``dim`` scaled down to a norm of ``maxnorm`` where theirs is larger."""
    if p <= 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if self.ndim < 2:
        raise RuntimeError(
            "renorm: input needs at least 2 dimensions, got " + f"{self.ndim} dimensions"
        )
    return _renormed, (self,), {"p": p, "dim": wrap(dim, self.ndim), "maxnorm": maxnorm}
