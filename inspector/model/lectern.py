"""All that the engine's formulas can say: importing this loads the engine."""

from __future__ import annotations

from inspector.model.deriving import derivations
from inspector.model.formulas import derivative_text
from inspector.model.paths import routes
from inspector.model.teacher import Knowledge

KNOWLEDGE = Knowledge(derivative_text, derivations, routes)
