"""Which events touch each tensor."""

from __future__ import annotations

from collections import defaultdict

from inspector.model.recordings.events import (
    Accumulate,
    Created,
    GradSet,
    Op,
    Output,
    RequiresGrad,
    RetainGrad,
    Update,
)
from inspector.model.recordings.operands import altered, rewritten

Indices = defaultdict[int, list[int]]


class TensorIndex:
    """Ascending indices of events by tensor id.

    ``produced``: the tensor was created or is an operation's output (in place, again and again).
    ``updates``: its memory was changed otherwise, by an optimiser or through another tensor.
    ``manual_updates`` lists in-place operations on parameters outside the graph, of any tensor:
    the optimiser steps that people write by hand. Before a parameter is used they are none.
    """

    def __init__(self) -> None:
        self.born: dict[int, int] = {}
        self.produced: Indices = defaultdict(list)
        self.updates: Indices = defaultdict(list)
        self.required: Indices = defaultdict(list)
        self.retained: dict[int, int] = {}
        self.accumulations: Indices = defaultdict(list)
        self.grad_sets: Indices = defaultdict(list)
        self.grads: Indices = defaultdict(list)
        self.manual_updates: list[int] = []
        self._used: set[int | None] = set()

    def created(self, index: int, event: Created) -> None:
        """Index a new tensor."""
        self.born.setdefault(event.tensor, index)
        self.produced[event.tensor].append(index)

    def op(self, index: int, event: Op) -> None:
        """Index the outputs of an operation."""
        for output in event.outputs:
            self.born.setdefault(output.tensor, index)
            self.produced[output.tensor].append(index)
        for output in rewritten(event):
            self.produced[output.tensor].append(index)
        for output in altered(event):
            self.updates[output.tensor].append(index)
        if not event.in_place:
            self._used.update(one.tensor for one in event.inputs)
        elif any(self._is_parameter(output) for output in (*event.outputs, *event.also)):
            self.manual_updates.append(index)

    def _is_parameter(self, output: Output) -> bool:
        return output.is_leaf and output.requires_grad and output.tensor in self._used

    def update(self, index: int, event: Update) -> None:
        """Index an optimiser's change of a parameter."""
        self.updates[event.tensor].append(index)
        for output in event.also:
            self.updates[output.tensor].append(index)

    def requires_grad(self, index: int, event: RequiresGrad) -> None:
        """Index a change of ``requires_grad``."""
        self.required[event.tensor].append(index)

    def retain_grad(self, index: int, event: RetainGrad) -> None:
        """Index a call of ``retain_grad()``."""
        self.retained.setdefault(event.tensor, index)

    def accumulate(self, index: int, event: Accumulate) -> None:
        """Index a contribution to ``.grad``."""
        self.accumulations[event.tensor].append(index)
        self.grads[event.tensor].append(index)
        if event.grad is not None:
            self.updates[event.grad].append(index)

    def grad_set(self, index: int, event: GradSet) -> None:
        """Index a ``.grad`` cleared, zeroed or assigned."""
        self.grad_sets[event.tensor].append(index)
        self.grads[event.tensor].append(index)
        if event.grad is not None:
            self.updates[event.grad].append(index)
