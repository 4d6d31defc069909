"""Sites: what is learnt of a place in the program at which one operation runs again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.model.recordings.events import Op as OpEvent
from inspector.model.recordings.packing import ENCLOSED, FIXED, NO_VIEW, OTHER, OUTPUT, OpSite
from inspector.runner.recording.sharing import ALIASING

if TYPE_CHECKING:
    from engine.op import Op


def op_site(number: int, event: OpEvent, op: Op) -> OpSite | None:
    """The site of an operation, None where its parts cannot be told from its inputs."""
    if event.name in ALIASING or event.also:
        return None
    tensors = [each.tensor for each in event.inputs]
    leaves = []
    for edge in event.next:
        if edge.tensor is not None and edge.tensor not in tensors:
            return None
        leaves.append(-1 if edge.tensor is None else tensors.index(edge.tensor))
    saved = _sources(event, op, tensors)
    return None if saved is None else OpSite(number, event, tuple(leaves), saved, _seen(event))


def _seen(event: OpEvent) -> int:
    """Of which input the output is a view."""
    base = event.outputs[0].view_of
    if base is None:
        return NO_VIEW
    return next((n for n, each in enumerate(event.inputs) if each.tensor == base), OTHER)


def _sources(event: OpEvent, op: Op, tensors: list[int | None]) -> tuple[int, ...] | None:
    """Where the saved values come from, None where one cannot be told from anything."""
    texts = {each.text for each in event.inputs if each.tensor is None}
    options = {f"_saved_{name}" for name in op.options}
    saved = []
    for each in event.saved:
        if each.tensor == event.outputs[0].tensor:
            saved.append(OUTPUT)
        elif each.tensor is not None:
            if each.tensor not in tensors:
                return None
            saved.append(tensors.index(each.tensor))
        elif each.value is not None and each.name not in options:
            saved.append(ENCLOSED)
        elif each.value is None and (each.name in options or each.text in texts):
            saved.append(FIXED)
        else:
            return None
    return tuple(saved)


def enclosed_places(site: OpSite, op: Op) -> tuple[int, ...]:
    """Where among an operation's saved values those are that are told along with it."""
    names = [each.name.removeprefix("_saved_") for each in site.event.saved]
    return tuple(
        op.saves.index(name)
        for name, source in zip(names, site.saved, strict=True)
        if source == ENCLOSED
    )
