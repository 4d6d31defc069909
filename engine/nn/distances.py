"""Similarities and distances, and losses of them, made of the operations that PyTorch uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.calls.declare import FUNCTIONS, composite
from engine.calls.out import into
from engine.calls.out_rules import ELEMENTWISE
from engine.dtypes import FLOAT
from engine.ops.classes import minus_number, plus_number
from engine.ops.likeness import norm_along, number_minus
from engine.ops.loss import reduction_of, total
from engine.ops.reduction import vector_norm
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor

__all__ = [
    "cosine_embedding_loss", "cosine_similarity", "hinge_embedding_loss",
    "margin_ranking_loss", "normalize", "pairwise_distance", "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
]  # fmt: skip

TINY = 1e-12


def _length(value: Tensor, dim: int, eps: float) -> Any:
    """The norm along ``dim``, at least ``eps``; where it is raised to that it has no gradient."""
    found = vector_norm(value, 2, dim, True).clone()
    with no_grad.quietly():
        found.clamp_min_(eps)
    return found


@composite(method=False)
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Any:
    """The cosine of the angle between vectors along ``dim``."""
    if eps < 0:
        raise RuntimeError(f"eps must be non-negative, got: {eps}")
    common = FUNCTIONS["result_type"](x1, x2)
    if not common.is_floating_point:
        raise RuntimeError(
            f"expected common dtype to be floating point, yet common dtype is {common.kind_name}"
        )
    x1, x2 = (each if each.is_floating_point() else each.to(common) for each in (x1, x2))
    if x1.shape != x2.shape:
        x1, x2 = FUNCTIONS["broadcast_tensors"](x1, x2)
    if x1.dtype is not x2.dtype:
        x1, x2 = x1.to(common), x2.to(common)
    one, two = _length(x1, dim, eps), _length(x2, dim, eps)
    return ((x1 / one) * (x2 / two)).sum(dim)


def _raised(value: Tensor, number: float) -> Any:
    """The sum with a number that has a fraction, even where the tensor has none."""
    whole = value.dtype.category < FLOAT
    return value + float(number) if whole else plus_number(value, number)


@composite(method=False)
def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Any:
    """The norm of the difference of vectors along the last dimension."""
    return norm_along(_raised(x1 - x2, eps), p, max(x1.ndim, x2.ndim) - 1, keepdim)


def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The input where the target is 1, max(0, margin − input) where it is −1."""
    where, zeros = FUNCTIONS["where"], FUNCTIONS["zeros_like"](input)
    apart = where(target != 1, number_minus(margin, input).clamp_min(0), zeros)
    alike = where(target != -1, input, zeros)
    return total(apart + alike, reduction_of(size_average, reduce, reduction))


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """1 − cos(x1, x2) where the target is 1, max(0, cos(x1, x2) − margin) where it is −1."""
    reduction = reduction_of(size_average, reduce, reduction)
    if target.ndim not in (0, 1):
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input1.ndim != target.ndim + 1 or input2.ndim != target.ndim + 1:
        raise RuntimeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found "
            f"inputs with sizes {list(input1.shape)} and {list(input2.shape)}."
        )
    where, dim = FUNCTIONS["where"], target.ndim
    product = (input1 * input2).sum(dim)
    one, two = (plus_number((x * x).sum(dim), TINY) for x in (input1, input2))
    cosine = product / (one * two).sqrt()
    zeros = FUNCTIONS["zeros_like"](cosine)
    alike, apart = number_minus(1, cosine), minus_number(cosine, margin).clamp_min(0)
    alike = where(target == 1, alike, zeros)
    return total(alike + where(target == -1, apart, zeros), reduction)


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The loss max(0, −target · (x1 − x2) + margin), with targets 1 and −1."""
    reduction = reduction_of(size_average, reduce, reduction)
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    difference = input1 - input2
    return total(_raised(-target * difference, margin).clamp_min(0), reduction)


def _check_margin(margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")


def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2,
    eps: float = 1e-6, swap: bool = False, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """The loss max(0, d(anchor, positive) − d(anchor, negative) + margin), d by a p-norm."""
    reduction = reduction_of(size_average, reduce, reduction)
    _check_margin(margin)
    _check_ranks(anchor, positive, negative)
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = FUNCTIONS["minimum"](far, pairwise_distance(positive, negative, p, eps))
    return total((plus_number(near, margin) - far).clamp_min(0), reduction)


def _check_ranks(anchor: Tensor, positive: Tensor, negative: Tensor) -> None:
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of "
            f"dimensions, but got: anchor {anchor.ndim}D, positive {positive.ndim}D, and negative "
            f"{negative.ndim}D inputs"
        )


def triplet_margin_with_distance_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, *,
    distance_function: Callable[[Tensor, Tensor], Any] | None = None, margin: float = 1.0,
    swap: bool = False, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The triplet margin loss with a distance function of the caller's."""
    reduction = reduction_of(None, None, reduction)
    _check_margin(margin)
    _check_ranks(anchor, positive, negative)
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = FUNCTIONS["minimum"](far, distance(positive, negative))
    return total((margin + near - far).clamp_min(0), reduction)


def normalize(
    input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Tensor | None = None
) -> Any:
    """The input divided by its norm along ``dim``."""
    lengths = input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
    if out is None:
        return input / lengths
    return into(FUNCTIONS["div"], "div", ELEMENTWISE, (input, lengths), {}, out)
