"""Losses as ``torch.*`` has them: their reduction is a number, 0 (none) by default."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import composite
from engine.nn import distances, losses
from engine.ops.loss import BY_NUMBER, total
from engine.tensor import Tensor

exported = composite(method=False)


@exported
def kl_div(input: Tensor, target: Tensor, reduction: int = 0, *, log_target: bool = False) -> Any:
    """The Kullback-Leibler divergence; ``input`` holds log-probabilities."""
    found = losses.kl_div(input, target, reduction="none", log_target=log_target)
    return total(found, BY_NUMBER[reduction])


@exported
def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool, full: bool, eps: float, reduction: int
) -> Any:
    """How unlikely the targets are as Poisson counts."""
    return losses.poisson_nll_loss(
        input, target, log_input, full, eps=eps, reduction=BY_NUMBER[reduction]
    )


@exported
def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, reduction: int = 0
) -> Any:
    """Distances of pairs that belong together (1), and what others (−1) lack of ``margin``."""
    return distances.hinge_embedding_loss(input, target, margin, reduction=BY_NUMBER[reduction])


@exported
def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 0
) -> Any:
    """By how much the angles of pairs miss what the target asks of them."""
    return distances.cosine_embedding_loss(
        input1, input2, target, margin, reduction=BY_NUMBER[reduction]
    )


@exported
def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 0
) -> Any:
    """What the first lacks to lie ``margin`` above the second (or below it)."""
    return distances.margin_ranking_loss(
        input1, input2, target, margin, reduction=BY_NUMBER[reduction]
    )


@exported
def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2.0,
    eps: float = 1e-6, swap: bool = False, reduction: int = 0,
) -> Any:  # fmt: skip
    """What a stranger lacks to lie ``margin`` farther from the anchor than its own kind."""
    return distances.triplet_margin_loss(
        anchor, positive, negative, margin, p, eps, swap, reduction=BY_NUMBER[reduction]
    )


@exported
def ctc_loss(
    log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0,
    reduction: int = 0, zero_infinity: bool = False,
) -> Any:  # fmt: skip
    """Minus the log-probability of label sequences; ``log_probs`` : times, examples, classes."""
    return losses.ctc_loss(
        log_probs, targets, input_lengths, target_lengths, blank, BY_NUMBER[reduction],
        zero_infinity,
    )  # fmt: skip
