"""Losses and likenesses that are written in terms of other operations."""

from __future__ import annotations

import math
from typing import Any

from engine.declare import FUNCTIONS
from engine.ops.loss import reduction_of, total
from engine.tensor import Tensor
from engine.warn import warn

MEAN_OF_KL = (
    "reduction: 'mean' divides the total loss by both the batch size and the support size."
    "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
    "'mean' will be changed to behave the same as 'batchmean' in the next major release."
)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Any:
    """The cosine of the angle between vectors along ``dim``."""
    one = x1.norm(2, dim, keepdim=True).clamp_min(eps)
    two = x2.norm(2, dim, keepdim=True).clamp_min(eps)
    return ((x1 / one) * (x2 / two)).sum(dim)


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Any:
    """The norm of the difference of vectors along the last dimension."""
    return (x1 - x2 + eps).norm(p, -1, keepdim=keepdim)


def kl_div(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", log_target: bool = False,
) -> Any:  # fmt: skip
    """The Kullback-Leibler divergence; ``input`` holds log-probabilities."""
    if reduction == "mean":
        warn(MEAN_OF_KL)
    if log_target:
        losses = target.exp() * (target - input)
    else:
        losses = FUNCTIONS["xlogy"](target, target) - target * input
    if reduction == "batchmean":
        return losses.sum() / input.shape[0]
    return total(losses, reduction_of(size_average, reduce, reduction))


def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The distance of what is alike, what it lacks to ``margin`` elsewhere."""
    where, zeros = FUNCTIONS["where"], FUNCTIONS["zeros_like"](input)
    apart = where(target != 1, (margin - input).clamp_min(0), zeros)
    alike = where(target != -1, input, zeros)
    return total(apart + alike, reduction_of(size_average, reduce, reduction))


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """One minus the cosine of what is alike, the cosine beyond ``margin`` elsewhere."""
    where = FUNCTIONS["where"]
    dim = target.ndim
    tiny = 1e-12
    product = (input1 * input2).sum(dim)
    sizes = ((input1 * input1).sum(dim) + tiny) * ((input2 * input2).sum(dim) + tiny)
    cosine = product / sizes.sqrt()
    zeros = FUNCTIONS["zeros_like"](cosine)
    alike = where(target == 1, 1 - cosine, zeros)
    apart = where(target == -1, (cosine - margin).clamp_min(0), zeros)
    return total(alike + apart, reduction_of(size_average, reduce, reduction))


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """What the first lacks to be above the second (or below it, where the target is −1)."""
    losses = (-target * (input1 - input2) + margin).clamp_min(0)
    return total(losses, reduction_of(size_average, reduce, reduction))


def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """ln(1 + e^(−y · x))."""
    losses = (-target * input).exp().log1p()
    return total(losses, reduction_of(size_average, reduce, reduction))


def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2,
    eps: float = 1e-6, swap: bool = False, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """What the positive lacks to be nearer than the negative by ``margin``."""
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = FUNCTIONS["minimum"](far, pairwise_distance(positive, negative, p, eps))
    losses = (margin + near - far).clamp_min(0)
    return total(losses, reduction_of(size_average, reduce, reduction))


def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool = True, full: bool = False,
    size_average: Any = None, eps: float = 1e-8, reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The negative log-likelihood of counts."""
    logarithm = input if log_input else (input + eps).log()
    losses = (input.exp() if log_input else input) - target * logarithm
    if full:
        rest = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        losses = losses + rest.masked_fill(target <= 1, 0)
    return total(losses, reduction_of(size_average, reduce, reduction))


def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Any, full: bool = False, eps: float = 1e-6,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """The negative log-likelihood of normal errors."""
    spread = FUNCTIONS["full_like"](input, var) if isinstance(var, float) else var
    spread = spread.clone()
    spread.detach().clamp_(min=eps)
    losses = 0.5 * (spread.log() + (input - target) ** 2 / spread)
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    return total(losses, reduction)
