"""All that the engine's formulas can say: importing this loads the engine."""

from __future__ import annotations

from inspector.model.derivations.deriving import derivations
from inspector.model.derivations.formulas import derivative_text
from inspector.model.derivations.gating import look_into
from inspector.model.derivations.teacher import Knowledge
from inspector.model.questions.gradients.paths import routes

KNOWLEDGE = Knowledge(derivative_text, derivations, routes, look_into)
