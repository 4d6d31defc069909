"""What distributions share that have a location (``loc``) and a ``scale``."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, broadcast

LOCATED: dict[str, Constraint] = {"loc": constraints.real, "scale": constraints.positive}


class Located(Distribution):
    """A distribution that has a location (``loc``) and a ``scale``."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "loc": constraints.real, "scale": constraints.positive,
    }  # fmt: skip
    support = constraints.real
    loc: Any
    scale: Any

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        numbers = not hasattr(loc, "shape") and not hasattr(scale, "shape")
        self.loc, self.scale = broadcast(loc, scale)
        super().__init__(() if numbers else self.loc.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.loc

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        return self.loc
