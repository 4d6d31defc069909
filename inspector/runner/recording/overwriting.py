"""What changes a tensor and is not an operation: ``resize_``, ``nn.init``, running statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspector.model.recordings.events import Op
from inspector.model.recordings.facts import Output
from inspector.runner.recording.graph import Graph
from inspector.runner.recording.places import Place

if TYPE_CHECKING:
    from engine.tensor import Tensor


def overwriting(
    number: int,
    how: str,
    graph: Graph,
    tensors: Sequence[Tensor],
    also: tuple[Output, ...],
    place: Place,
) -> Op:
    """The event of the first of ``tensors`` becoming what the second is, or what ``how`` says.

    It is no part of the graph. ``number`` counts operations, ``also`` shares the memory.
    """
    given = graph.operands(tuple(zip(("self", "source"), tensors, strict=False)))
    line, columns, end_line = place
    return Op(
        number, how, how, given, (graph.output(tensors[0]),), in_place=True, grad_enabled=False,
        line=line, columns=columns, end_line=end_line, also=also,
    )  # fmt: skip
