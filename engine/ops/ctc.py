"""Connectionist temporal classification (Graves et al., 2006)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.tensor import Tensor, new_tensor

Array = np.ndarray[Any, Any]
NEVER = -np.inf


def with_blanks(labels: Array, blank: int) -> Array:
    """The labels with a blank before, between and after them."""
    found = np.full(2 * len(labels) + 1, blank)
    found[1::2] = labels
    return found


def _exp(logs: Array) -> Array:
    """The exponential, rounded once from double precision as C's is."""
    return np.exp(logs.astype(np.float64)).astype(logs.dtype)


def _log(values: Array) -> Array:
    return np.log(values.astype(np.float64)).astype(values.dtype)


def together(*logs: Array) -> Array:
    """The logarithm of a sum of numbers of which logarithms are given, added up in order."""
    largest = reduce(np.maximum, logs)
    finite = np.where(largest == NEVER, largest.dtype.type(0), largest)
    return _log(reduce(np.add, [_exp(each - finite) for each in logs])) + finite


def forward_paths(logs: Array, states: Array) -> Array:
    """The logarithm of the probability of all paths to each state at each time."""
    skips = np.zeros(len(states), bool)
    skips[2:] = (states[2:] != states[:-2]) & (np.arange(2, len(states)) % 2 == 1)
    found = np.full((len(logs), len(states)), NEVER, logs.dtype)
    found[:1, :2] = logs[:1, states[:2]]
    for time in range(1, len(logs)):
        before = np.concatenate([[NEVER, NEVER], found[time - 1]]).astype(logs.dtype)
        skipped = np.where(skips, before[:-2], logs.dtype.type(NEVER))
        found[time] = together(before[2:], before[1:-1], skipped) + logs[time, states]
    return found


def one_loss(logs: Array, labels: Array, blank: int) -> tuple[Any, Array]:
    """Minus the log-probability of the labels, and its slopes in the scores behind ``logs``.

    Each number is rounded where PyTorch rounds it: what passes through a state at a time is the
    small rest of three large logarithms.
    """
    states = with_blanks(labels, blank)
    if not len(logs):
        return (-0.0 if not len(labels) else np.inf), np.zeros_like(logs)
    forward = forward_paths(logs, states)
    backward = forward_paths(logs[::-1], states[::-1])[::-1, ::-1]
    loss = -together(*forward[-1, :-3:-1].reshape(-1, 1))[0]
    through, visited = forward + backward, np.full(logs.shape, NEVER, logs.dtype)
    for place in range(len(states) - 1, -1, -1):
        state = states[place]
        visited[:, state] = together(visited[:, state], through[:, place])
    return loss, _exp(logs) - _exp(visited + loss - logs)


@operation(
    "ctc", name="_ctc_loss", node="CtcLossBackward0", inputs=("log_probs",), keeps=("slopes",),
    log_probs=lambda grad, slopes: sent(grad, slopes),
)  # fmt: skip
def ctc(
    log_probs: Any, targets: Sequence[Array], lengths: Sequence[int], blank: int,
    zero_infinity: bool,
) -> Any:  # fmt: skip
    """Minus the log-probability of each row's labels, over all ways to align them.

    The slopes of an impossible alignment are NaN, and with ``zero_infinity`` zero.
    """
    slopes, losses = np.zeros_like(log_probs), np.zeros_like(log_probs[0, :, 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        for row, (labels, length) in enumerate(zip(targets, lengths, strict=True)):
            logs = log_probs[:length, row]
            losses[row], slopes[:length, row] = one_loss(logs, labels, blank)
    if zero_infinity:
        slopes[:, losses == np.inf] = 0.0
    return losses, slopes


def sent(grad: Any, slopes: Any) -> Any:
    """The slopes of each row's loss, times what reaches it."""
    rows = grad.reshape((1, slopes.shape[1], 1))
    return rows * (new_tensor(slopes) if isinstance(grad, Tensor) else slopes)
