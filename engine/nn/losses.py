"""The losses as layers."""

from __future__ import annotations

from typing import Any

from engine.declare import FUNCTIONS
from engine.nn.module import Module
from engine.tensor import Tensor


class Loss(Module):
    """A loss function with its reduction; ``function`` names what it computes."""

    function = ""

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Any:
        """The loss of ``input`` against ``target``."""
        return FUNCTIONS[self.function](input, target, reduction=self.reduction)


class MSELoss(Loss):
    """The squared differences."""

    function = "mse_loss"


class BCEWithLogitsLoss(Loss):
    """Binary cross entropy of the sigmoid."""

    function = "binary_cross_entropy_with_logits"


class NLLLoss(Loss):
    """Minus the log-probability of the target class."""

    function = "nll_loss"


class CrossEntropyLoss(Loss):
    """Log-softmax and the negative log-likelihood in one."""

    function = "cross_entropy"
