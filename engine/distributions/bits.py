"""What distributions share whose parameter is a probability or its log-odds."""

from __future__ import annotations

from typing import Any

from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import (
    Distribution,
    broadcast,
    check_one,
    lazily,
    logits_to_probs,
    probs_to_logits,
)
from engine.storage.size import Size

BITS: dict[str, Constraint] = {
    "probs": constraints.unit_interval, "logits": constraints.real,
}  # fmt: skip


class OfBits(Distribution):
    """A distribution whose parameter is a probability (``probs``) or its log-odds (``logits``)."""

    @lazily
    def probs(self) -> Any:
        """The probability."""
        return logits_to_probs(self.logits, is_binary=True)

    @lazily
    def logits(self) -> Any:
        """The log-odds."""
        return probs_to_logits(self.probs, is_binary=True)

    @property
    def _param(self) -> Any:
        return self.__dict__["probs" if "probs" in self.__dict__ else "logits"]

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given: ``probs`` or ``logits``."""
        return self._param.size()

    def _count_with(self, total_count: Any, probs: Any, logits: Any) -> Any:
        """Take a count and the one parameter that is given."""
        check_one(probs, logits)
        name, given = ("probs", probs) if probs is not None else ("logits", logits)
        count, self.__dict__[name] = broadcast(total_count, given)
        return count.type_as(self.__dict__[name])
