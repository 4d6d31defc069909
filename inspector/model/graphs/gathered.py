"""The answers of folded vertices, gathered in the groups that stand for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from inspector.model.graphs.vertex import Graph, Vertex

Answers = npt.NDArray[Any]


class Gathered:
    """Which rows of a graph are groups, and the largest or least answer of their members."""

    def __init__(self, graph: Graph) -> None:
        found = [
            (row, graph.groups[vertex.key].members)
            for row, vertex in enumerate(graph.vertices)
            if vertex.key in graph.groups and graph.groups[vertex.key].members
        ]
        self.members: tuple[Vertex, ...] = tuple(one for _, every in found for one in every)
        self._rows = np.array([row for row, _ in found], dtype=np.intp)
        counts = np.array([len(every) for _, every in found], dtype=np.intp)
        self._starts = np.cumsum(counts) - counts
        self._place = np.full(len(graph.vertices), -1, dtype=np.intp)
        self._place[self._rows] = np.arange(len(found))
        self._kept: dict[str, tuple[int, Answers]] = {}

    def put(
        self,
        own: Answers,
        rows: npt.NDArray[np.intp],
        step: int,
        name: str,
        ask: Callable[[], Answers],
        least: bool = False,
    ) -> Answers:
        """The rows' ``own`` answers, those of groups replaced by their members' largest one.

        ``ask`` is asked once a step for the members of all groups; ``name`` tells the questions
        apart.
        """
        places = self._place[rows]
        groups = places >= 0
        if not groups.any():
            return own
        step_kept, answers = self._kept.get(name, (-1, own))
        if step_kept != step:
            among = np.fmin if least else np.fmax
            answers = among.reduceat(ask(), self._starts)
            self._kept[name] = step, answers
        own = own.copy()
        own[groups] = answers[places[groups]]
        return own

    def forget(self) -> None:
        """The recording has grown: answers may be others."""
        self._kept = {}
