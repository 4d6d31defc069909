"""Losses that are written in terms of other operations, or of kernels of their own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS
from engine.dtypes import FLOAT
from engine.foundation.warn import warn
from engine.nn.label_checks import label_of_each, labels_of_each
from engine.ops.classes import plus_number
from engine.ops.ctc import ctc
from engine.ops.likeness import multi_margin, multilabel_margin, soft_margin
from engine.ops.loss import reduction_of, total
from engine.ops.targets import refuse_slopes
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor

__all__ = [
    "ctc_loss", "gaussian_nll_loss", "kl_div", "multi_margin_loss", "multilabel_margin_loss",
    "multilabel_soft_margin_loss", "poisson_nll_loss", "soft_margin_loss",
]  # fmt: skip

MEAN_OF_KL = (
    "reduction: 'mean' divides the total loss by both the batch size and the support size."
    "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
    "'mean' will be changed to behave the same as 'batchmean' in the next major release."
)


def kl_div(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", log_target: bool = False,
) -> Any:  # fmt: skip
    """The Kullback-Leibler divergence; ``input`` holds log-probabilities."""
    if reduction == "mean":
        warn(MEAN_OF_KL)
    if input.dtype.category < FLOAT or target.dtype.category < FLOAT:
        raise RuntimeError("kl_div: Integral inputs not supported.")
    if input.is_complex() or target.is_complex():
        raise RuntimeError("kl_div: Complex inputs not supported.")
    if log_target:
        difference = target - input  # made first, as PyTorch's compiler chose
        losses = target.exp() * difference
    else:
        expected = target * input
        losses = FUNCTIONS["xlogy"](target, target) - expected
    if reduction == "batchmean":
        return losses.sum() / input.shape[0] if input.ndim else losses.sum()
    return total(losses, reduction_of(size_average, reduce, reduction))


def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool = True, full: bool = False,
    size_average: Any = None, eps: float = 1e-8, reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The negative log-likelihood of a target that is a Poisson count."""
    reduction = reduction_of(size_average, reduce, reduction)
    logarithm = input if log_input else plus_number(input, eps).log()
    expected = target * logarithm
    losses = (input.exp() if log_input else input) - expected
    if full:
        rest = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        losses = losses + rest.masked_fill(target <= 1, 0)
    return total(losses, reduction)


def _variance(var: Any, input: Tensor) -> Any:
    """The variance, shaped so that it meets the input.

    Raises:
        ValueError: somewhere it is negative, or its shape does not fit.
    """
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        return var * FUNCTIONS["ones_like"](input)
    if (np.asarray(var._data) < 0).any():
        raise ValueError("var has negative entry/entries")
    if var.shape == input.shape:
        return var
    if input.shape[:-1] == var.shape:
        return var.unsqueeze(-1)
    differ = [b for a, b in zip(input.shape, var.shape, strict=False) if a != b]
    if input.ndim == var.ndim and sum(differ) == 1:
        return var
    raise ValueError("var is of incorrect size")


def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Any, full: bool = False, eps: float = 1e-6,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """The negative log-likelihood of a target that is normally distributed around the input."""
    spread = _variance(var, input)
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    spread = spread.clone()
    with no_grad.quietly():
        spread.clamp_(min=eps)
    losses = 0.5 * (spread.log() + (input - target) ** 2 / spread)
    if full:
        losses += 0.5 * math.log(2 * math.pi)
    return total(losses, reduction)


def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """The loss ln(1 + exp(−target · input))."""
    refuse_slopes("soft_margin_loss", target=target)
    return soft_margin(input, target, reduction_of(size_average, reduce, reduction))


def multi_margin_loss(
    input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None,
    size_average: Any = None, reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The mean of max(0, margin − x[target] + x[class])^p over the other classes."""
    reduction = reduction_of(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.ndim != 1:
        raise ValueError("weight must be one-dimensional")
    labels = label_of_each(input, target, weight)
    refuse_slopes("multi_margin_loss", weight=weight)
    scale = None if weight is None else np.asarray(weight._data)
    return multi_margin(input, labels, scale, p, margin, reduction)


def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """The mean of max(0, 1 − (x[label] − x[class])) over labels and other classes."""
    reduction = reduction_of(size_average, reduce, reduction)
    return multilabel_margin(input, labels_of_each(input, target), reduction)


def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """The mean of the binary cross entropies of all classes."""
    reduction = reduction_of(size_average, reduce, reduction)
    sure = FUNCTIONS["log_sigmoid"]
    losses = -(target * sure(input) + (1 - target) * sure(-input))
    losses = losses if weight is None else losses * weight
    return total(losses.sum(input.ndim - 1) / input.shape[-1], reduction)


def _lengths(given: Any) -> list[int]:
    return [int(n) for n in np.asarray(given._data if isinstance(given, Tensor) else given).flat]


def _cut(labels: Any, counts: list[int]) -> list[Any]:
    """The labels of each example, from rows of them or from all in one row.

    Raises:
        RuntimeError: they are not as many as ``counts`` says.
    """
    if labels.ndim == 2:
        if max(counts, default=0) > labels.shape[1]:
            raise RuntimeError(
                f"Expected tensor to have size at least {max(counts)} at dimension 1, but got "
                f"size {labels.shape[1]} for argument #2 'targets' (while checking arguments for "
                "ctc_loss_allocate_outputs)"
            )
        return [row[:count] for row, count in zip(labels, counts, strict=True)]
    ends = np.cumsum(counts)
    if len(labels) != ends[-1]:
        raise RuntimeError(
            f"Expected tensor to have size {ends[-1]} at dimension 0, but got size {len(labels)} "
            "for argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)"
        )
    return [labels[end - count : end] for end, count in zip(ends, counts, strict=True)]


def ctc_loss(
    log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0,
    reduction: str = "mean", zero_infinity: bool = False,
) -> Any:  # fmt: skip
    """Minus the log-probability of label sequences; ``log_probs`` : times, examples, classes."""
    single = log_probs.ndim == 2
    rows = log_probs.unsqueeze(1) if single else log_probs
    times, counts = _lengths(input_lengths), _lengths(target_lengths)
    if not 0 <= blank < rows.shape[2]:
        raise RuntimeError("blank must be in label range")
    for name, each in (("input_lengths", times), ("target_lengths", counts)):
        if len(each) != rows.shape[1]:
            raise RuntimeError(f"{name} must be of size batch_size")
    if max(times, default=0) > rows.shape[0]:
        raise RuntimeError(
            f"Expected input_lengths to have value at most {rows.shape[0]}, but got value "
            f"{max(times)} (while checking arguments for ctc_loss_allocate_outputs)"
        )
    losses = ctc(rows, _cut(np.asarray(targets._data), counts), times, blank, zero_infinity)
    if zero_infinity:
        zero = FUNCTIONS["zeros_like"](losses.detach())
        losses = FUNCTIONS["where"](losses.detach() == math.inf, zero, losses)
    if reduction == "mean":
        shares = FUNCTIONS["tensor"](counts).clamp_min(1).to(losses.dtype)
        return (losses / shares).mean()
    losses = losses.squeeze(0) if single else losses
    return losses.sum() if reduction == "sum" else losses
