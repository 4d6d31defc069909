"""Recording that a view got a new ``grad_fn`` since its base was changed in place.

Its node is AsStridedBackward0, as if the program had called ``as_strided``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from inspector.model.recordings.events import Op
from inspector.model.recordings.facts import Operand
from inspector.runner.recording.graph import Graph
from inspector.runner.recording.places import Place
from inspector.runner.sending.sites import Counter

NAME = "as_strided"


def regenerated_view(counter: Counter, graph: Graph, node: Any, place: Place) -> Op | None:
    """The event of ``node`` becoming the history of a view; None where the view is no more."""
    view = node.shown()
    if view is None:
        return None
    counter.ops += 1
    line, columns, end_line = place
    given = (Operand("self", graph.tensor(view._base)), *_strided(node, view))
    return Op(
        counter.ops, NAME, NAME, given, (graph.output(view),), *graph.facts(node, ()),
        line=line, columns=columns, end_line=end_line,
    )  # fmt: skip


def _strided(node: Any, view: Any) -> tuple[Operand, ...]:
    """Shape, strides and first place of a view, counted in elements of its base row by row.

    A view of another dtype has none that are whole elements.
    """
    if view.dtype is not view._base.dtype:
        return ()
    whole = np.empty(node.shape, np.int8)
    part = node.cut(whole)
    start = part.ctypes.data - whole.ctypes.data
    told = {"size": part.shape, "stride": part.strides, "storage_offset": start}
    return tuple([Operand(name, text=str(each)) for name, each in told.items()])
