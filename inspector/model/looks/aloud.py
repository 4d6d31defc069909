"""What a card shows, in words, for screen readers and pages without a window."""

from __future__ import annotations

from inspector.model.looks.look import Phase, VertexLook

PHASES = {Phase.UNBORN: "not made yet", Phase.FREED: "buffers freed"}


def summary(look: VertexLook) -> str:
    """A vertex in one line, as it looks now."""
    grad = f"grad {look.grad_text}" if look.grad_text else ""
    badge = f"{look.arrived} of {look.expected} arrived" if look.expected else ""
    parts = (
        look.title, look.symbol if look.symbol != look.title else "", look.grad_fn,
        look.shape_text, look.value_text, grad, badge, look.wall, look.alarm,
        PHASES.get(look.phase, ""),
    )  # fmt: skip
    return ", ".join(part for part in parts if part)
