"""What a card or an arrow says, as plain facts for graph files."""

from __future__ import annotations

from collections.abc import Mapping

from inspector.model.looks.look import EdgeLook, VertexLook

Facts = Mapping[str, bool | int | float | str]


def vertex_facts(look: VertexLook) -> Facts:
    """What a card says."""
    return {
        "title": look.title,
        "shape": look.shape_text,
        "value": look.value_text,
        "grad": look.grad_text,
        "phase": look.phase.value,
    }


def edge_facts(look: EdgeLook) -> Facts:
    """What an arrow says."""
    return {"flow": look.flow.value, "carried": look.text, "phase": look.phase.value}
