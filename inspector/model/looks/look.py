"""How vertices and edges look at a step: plain facts, nothing about colours or pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from inspector.model.graphs.vertex import Kind


class Phase(Enum):
    """How present something is: not yet made, beyond a wall, there, or let go of."""

    UNBORN = "unborn"
    FAINT = "faint"
    SHOWN = "shown"
    FREED = "freed"


class Activity(Enum):
    """What just happened at a vertex."""

    NONE = "none"
    FORWARD = "forward"
    GRADIENT = "gradient"


class Flow(Enum):
    """What moves along an edge now, or (DONE) that this backward's gradient has passed."""

    NONE = "none"
    FORWARD = "forward"
    GRADIENT = "gradient"
    DONE = "done"


class Colouring(Enum):
    """What the fills of vertices tell."""

    KIND = "kind"
    GRADIENT = "gradient"
    VALUE = "value"
    PLACE = "place"
    MODULE = "module"
    SAVED = "saved"
    DEFECT = "defect"
    ORDER = "order"


Cells = tuple[tuple[float | None, ...], ...]
"""Rows of a heat map; None is NaN. Infinities stay what they are."""


@dataclass(frozen=True, slots=True)
class VertexLook:
    """Everything a card shows at one step; texts stand exactly as they are printed.

    ``title`` is the variable's name (where ``named``) or the operation's; ``scale`` the largest
    magnitude the cells ever have, so that a heat map's colours mean the same at every step.
    ``grad_text`` is "12 + 4 = 16" at the step that adds, and the sum afterwards. ``expected`` 0:
    no badge.
    ``wall`` names what cuts the vertex off from the gradient. ``tint`` is the role of the fill
    where something else than kinds is shown; ``telling`` : it says itself what is wrong, so that
    the colour of alarms does not cover it.
    """

    phase: Phase
    kind: Kind
    title: str
    symbol: str = ""
    grad_fn: str = ""
    shape_text: str = ""
    value_text: str = ""
    cells: Cells | None = None
    scale: float = 0.0
    grad_text: str = ""
    arrived: int = 0
    expected: int = 0
    activity: Activity = Activity.NONE
    alarm: str = ""
    is_root: bool = False
    tracked: bool = False
    wall: str = ""
    tray: bool = False
    is_view: bool = False
    named: bool = False
    tint: str = ""
    telling: bool = False


@dataclass(frozen=True, slots=True)
class EdgeLook:
    """Everything an arrow shows at one step.

    ``text`` is the number that travels, or that this backward's gradient was; ``slot`` the
    input's number where the target uses one tensor twice, else None.
    """

    phase: Phase
    flow: Flow = Flow.NONE
    text: str = ""
    slot: int | None = None
    label: str = ""
    wall: str = ""

    @property
    def has_words(self) -> bool:
        """Whether anything is written beside it."""
        return bool(self.label or self.text or self.wall) or self.slot is not None


@dataclass(frozen=True, slots=True)
class Move:
    """A token that travels along an edge during one step; ``backwards`` with the gradient."""

    edge: str
    backwards: bool
    text: str
