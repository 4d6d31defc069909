"""What only the engine's formulas can tell a session, which starts without the engine."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.derivations.derivation import Derive, no_derivations
from inspector.model.derivations.passing import Formulas, no_formulas
from inspector.model.derivations.timestep import LookInto, no_steps
from inspector.model.moments.routes import Route, no_routes
from inspector.model.signal import Signal


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Formulas as text, derivations of nodes, paths of gradients, steps within a layer."""

    formulas: Formulas = no_formulas
    derive: Derive = no_derivations
    route: Route = no_routes
    look_into: LookInto = no_steps


class Teacher:
    """Explains with what it knows: nothing until the engine is loaded, and then its formulas."""

    def __init__(self) -> None:
        self.changed: Signal[()] = Signal()
        self.knows = Knowledge()

    def learn(self, knowledge: Knowledge) -> None:
        """Explain with this from now on."""
        self.knows = knowledge
        self.changed.emit()
