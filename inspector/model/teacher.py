"""What only the engine's own formulas can say, for a session that starts without the engine."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.derivation import Derive, no_derivations
from inspector.model.passing import Formulas, no_formulas
from inspector.model.routes import Route, no_routes


@dataclass(frozen=True, slots=True)
class Teacher:
    """Formulas as text, derivations of nodes, and the paths that gradients came by."""

    formulas: Formulas = no_formulas
    derive: Derive = no_derivations
    route: Route = no_routes


SILENT = Teacher()
"""The teacher of a session until the engine is loaded."""
