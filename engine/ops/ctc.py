"""Connectionist temporal classification (Graves et al., 2006)."""

from __future__ import annotations

from collections.abc import Sequence
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


def forward_paths(logs: Array, states: Array) -> Array:
    """The logarithm of the probability of all paths to each state at each time."""
    skips = np.zeros(len(states), bool)
    skips[2:] = (states[2:] != states[:-2]) & (np.arange(2, len(states)) % 2 == 1)
    found = np.full((len(logs), len(states)), NEVER)
    if len(logs):
        found[0, :2] = logs[0, states[:2]]
    for time in range(1, len(logs)):
        before = found[time - 1]
        one = np.concatenate([[NEVER], before[:-1]])
        two = np.where(skips, np.concatenate([[NEVER, NEVER], before[:-2]])[: len(states)], NEVER)
        found[time] = np.logaddexp(np.logaddexp(before, one), two) + logs[time, states]
    return found


def one_loss(logs: Array, labels: Array, blank: int) -> tuple[float, Array]:
    """Minus the log-probability of the labels, and its slopes in the scores behind ``logs``."""
    states = with_blanks(labels, blank)
    forward = forward_paths(logs, states)
    if not len(logs):
        return (0.0 if not len(labels) else np.inf), np.zeros_like(logs)
    backward = forward_paths(logs[::-1], states[::-1])[::-1, ::-1]
    likelihood = np.logaddexp.reduce(forward[-1, -2:])
    through = forward + backward - logs[:, states]
    visited = np.full(logs.shape, NEVER)
    for place, state in enumerate(states):
        visited[:, state] = np.logaddexp(visited[:, state], through[:, place])
    return float(-likelihood), np.exp(logs) - np.exp(visited - likelihood)


@operation(
    "ctc", name="_ctc_loss", node="CtcLossBackward0", inputs=("log_probs",), keeps=("slopes",),
    log_probs=lambda grad, slopes: sent(grad, slopes),
)  # fmt: skip
def ctc(log_probs: Any, targets: Sequence[Array], lengths: Sequence[int], blank: int) -> Any:
    """Minus the log-probability of each row's labels, over all ways to align them."""
    slopes, losses = np.zeros(log_probs.shape, np.float64), np.zeros(log_probs.shape[1])
    for row, (labels, length) in enumerate(zip(targets, lengths, strict=True)):
        logs = log_probs[:length, row].astype(np.float64)
        losses[row], slopes[:length, row] = one_loss(logs, labels, blank)
        if np.isinf(losses[row]):
            slopes[:, row] = 0.0 if not np.isfinite(logs).all() else np.nan_to_num(slopes[:, row])
    return losses.astype(log_probs.dtype), slopes.astype(log_probs.dtype)


def sent(grad: Any, slopes: Any) -> Any:
    """The slopes of each row's loss, times what reaches it."""
    rows = grad.reshape((1, slopes.shape[1], 1))
    return rows * (new_tensor(slopes) if isinstance(grad, Tensor) else slopes)
