"""Which events touch each tensor."""

from __future__ import annotations

from inspector.model.recordings.events import (
    Accumulate,
    Created,
    GradSet,
    Held,
    Op,
    RequiresGrad,
    RetainGrad,
    Update,
)
from inspector.model.recordings.facts import Output
from inspector.model.recordings.occasions import Firsts, Occasions
from inspector.model.recordings.operands import altered, rewritten


class TensorIndex:
    """Ascending indices of events by tensor id.

    ``produced`` : the tensor was created or is an operation's output (in place, again and again).
    ``updates`` : its memory was changed otherwise, by an optimiser or through another tensor.
    ``holders`` : it was given to an optimiser.
    ``sources`` : those that at one step or another were asked to require grad.
    ``manual_updates`` lists in-place operations on parameters outside the graph, of any tensor:
    the optimiser steps that people write by hand. Before a parameter is used they are none.
    """

    def __init__(self) -> None:
        self.born = Firsts()
        self.produced = Occasions()
        self.updates = Occasions()
        self.required = Occasions()
        self.retained = Firsts()
        self.accumulations = Occasions()
        self.grad_sets = Occasions()
        self.grads = Occasions()
        self.holders = Occasions()
        self.sources: set[int] = set()
        self.manual_updates: list[int] = []
        self._used: set[int | None] = set()

    def created(self, index: int, event: Created) -> None:
        """Index a new tensor."""
        self.born.setdefault(event.tensor, index)
        self.produced.add(event.tensor, index)
        if event.requires_grad:
            self.sources.add(event.tensor)

    def op(self, index: int, event: Op) -> None:
        """Index the outputs of an operation."""
        for output in event.outputs:
            self.born.setdefault(output.tensor, index)
            self.produced.add(output.tensor, index)
        if event.also:
            for output in rewritten(event):
                self.produced.add(output.tensor, index)
            for output in altered(event):
                self.updates.add(output.tensor, index)
        if not event.in_place:
            self._used.update([one.tensor for one in event.inputs])
        elif any(self._is_parameter(output) for output in (*event.outputs, *event.also)):
            self.manual_updates.append(index)

    def _is_parameter(self, output: Output) -> bool:
        return output.is_leaf and output.requires_grad and output.tensor in self._used

    def update(self, index: int, event: Update) -> None:
        """Index an optimiser's change of a parameter."""
        self.updates.add(event.tensor, index)
        for output in event.also:
            self.updates.add(output.tensor, index)

    def held(self, index: int, event: Held) -> None:
        """Index what an optimiser holds."""
        for tensor in event.tensors:
            self.holders.add(tensor, index)

    def requires_grad(self, index: int, event: RequiresGrad) -> None:
        """Index a change of ``requires_grad``."""
        self.required.add(event.tensor, index)
        self.sources.add(event.tensor)

    def retain_grad(self, index: int, event: RetainGrad) -> None:
        """Index a call of ``retain_grad()``."""
        self.retained.setdefault(event.tensor, index)

    def accumulate(self, index: int, event: Accumulate) -> None:
        """Index a contribution to ``.grad``."""
        self.accumulations.add(event.tensor, index)
        self.grads.add(event.tensor, index)
        if event.grad is not None:
            self.updates.add(event.grad, index)

    def grad_set(self, index: int, event: GradSet) -> None:
        """Index a ``.grad`` cleared, zeroed or assigned."""
        self.grad_sets.add(event.tensor, index)
        self.grads.add(event.tensor, index)
        if event.grad is not None:
            self.updates.add(event.grad, index)
