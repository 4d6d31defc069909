"""The paths by which a gradient came to a tensor, as facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from inspector.model.moments.closeness import agree
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import Array
from inspector.model.recordings.facts import Value


@dataclass(frozen=True, slots=True)
class Path:
    """One way from a root to a tensor: nodes in order, and what came by it.

    ``factors`` are the derivatives along it, one an edge, None where an edge carries more than a
    single number. ``value`` is None where it could not be worked out.
    """

    nodes: tuple[int, ...]
    factors: tuple[float | None, ...]
    value: Array | None


@dataclass(frozen=True, slots=True)
class Routes:
    """All ways a gradient came to a tensor in backward pass number ``backward``.

    ``count`` is how many there are, ``paths`` are empty where they are too many. ``total`` is
    their sum, None where not every one could be worked out; ``arrived`` is what was recorded, and
    ``step`` where that was added to ``.grad``.
    """

    backward: int
    count: int
    paths: tuple[Path, ...]
    total: Array | None
    arrived: Value
    step: int

    @property
    def adds_up(self) -> bool | None:
        """Whether the paths sum to what arrived; None where that is not known.

        Nor is it where a path is not finite: infinities of several paths leave no sum.
        """
        if self.total is None or not self.arrived.whole or not np.isfinite(self.total).all():
            return None
        return agree(self.total, self.arrived)


Route: TypeAlias = Callable[[Moment, int], Routes | None]


def no_routes(moment: Moment, tensor: int) -> Routes | None:
    """What a program says that has not loaded the engine's formulas."""
    return None
