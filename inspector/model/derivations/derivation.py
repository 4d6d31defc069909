"""How one gradient of one run of a backward node came about: formula, what it read, result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import Array
from inspector.model.recordings.facts import Value


class Outcome(Enum):
    """What came of working a formula out again on the recorded values."""

    AGREES = "agrees"
    """It gives what was recorded."""
    DIFFERS = "differs"
    """It gives something else: a hook changed the gradient on the way."""
    TOO_LARGE = "too large"
    """Something it reads was recorded as a sample only."""
    UNKNOWN = "unknown"
    """There is no formula to work out, or the recording lacks what it reads."""
    NOT_RUN = "not run"
    """The node has not run yet."""


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as plain text and as LaTeX."""

    text: str = ""
    latex: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that a formula reads.

    ``name`` is the engine's ("grad", "other", "result"), ``variable`` what the program calls it,
    "" where it has no name. ``value`` is None where it was not recorded whole, ``saved`` tells
    whether the node kept it from the forward pass.
    """

    name: str
    variable: str
    shape: tuple[int, ...]
    value: Array | None
    saved: bool = False


@dataclass(frozen=True, slots=True)
class Derivation:
    """A node's gradient for one of its inputs, worked out.

    ``formula`` is the derivative in names, ``shapes`` with a shape under every name, ``numbers``
    with this run's numbers; the two are empty where they would say nothing or too much.
    ``local`` is the derivative for an incoming gradient of ones where incoming × local is the
    gradient, element by element. ``product`` is the gradient before it is summed over ``axes``,
    along which the input had been repeated. ``result`` is what the formula gives, ``sent`` what
    was recorded.
    """

    slot: int
    wanted: str
    to: str
    formula: Written = Written()
    shapes: Written = Written()
    numbers: Written = Written()
    factors: tuple[Factor, ...] = ()
    local: Array | None = None
    product: Array | None = None
    axes: tuple[int, ...] = ()
    result: Array | None = None
    incoming: Value | None = None
    sent: Value | None = None
    outcome: Outcome = Outcome.UNKNOWN


Derive: TypeAlias = Callable[[Moment, int], tuple[Derivation, ...]]
"""The derivations of a backward node, one per input that wants a gradient, as it last ran."""


def no_derivations(moment: Moment, node: int) -> tuple[Derivation, ...]:
    """What a program says that has not loaded the engine's formulas."""
    return ()
