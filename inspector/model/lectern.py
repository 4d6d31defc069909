"""The teacher who knows the engine's formulas: importing this loads the engine."""

from __future__ import annotations

from inspector.model.deriving import derivations
from inspector.model.formulas import derivative_text
from inspector.model.paths import routes
from inspector.model.teacher import Teacher

TEACHER = Teacher(derivative_text, derivations, routes)
