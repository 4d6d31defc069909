"""The engine's own watchers of operations, which are told before the observer is.

Anomaly mode, hooks on saved tensors, forward-mode differentiation, ``inference_mode`` and
``vmap`` all need to see each operation as it happens. Each of them is an observer that stands in
front of whoever else watches, so that none of them costs anything while it is not in use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.observer import WATCH, InFront, Observer

if TYPE_CHECKING:
    from engine.node import Node
    from engine.op import Op
    from engine.tensor import Tensor


class Layer(InFront):
    """An observer that stands in front of another for an end of the engine's own.

    ``uses`` : how often it was pushed; it goes when it was removed as often.
    """

    def __init__(self) -> None:
        self.uses = 0

    def op(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """Tell ``inner`` of the operation first, then see to it."""
        if self.inner is not None:
            self.inner.op(op, inputs, outputs, in_place)
        self.seen(op, inputs, outputs, in_place)

    def elementwise(self, op: Op, first: Any, second: Any, out: Tensor) -> None:
        """An operation like any other."""
        self.op(op, ((op.inputs[0], first), (op.inputs[1], second)), (out,), in_place=False)

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """What this layer does about an operation."""


def push_layer(layer: Layer) -> None:
    """Put a layer before all others: it is told of every operation from now on."""
    layer.uses += 1
    if layer.uses > 1:
        return
    layer.inner = WATCH.observer
    WATCH.observer = layer


def remove_layer(layer: Layer) -> None:
    """Remove a layer, wherever it stands by now."""
    layer.uses -= 1
    if layer.uses:
        return
    outer: Any = WATCH.observer
    if outer is layer:
        WATCH.observer = layer.inner
        return
    while isinstance(outer, Layer):
        if outer.inner is layer:
            outer.inner = layer.inner
            return
        outer = outer.inner


@contextmanager
def with_layer(layer: Layer) -> Iterator[None]:
    """Tell a layer of every operation in a block."""
    push_layer(layer)
    try:
        yield
    finally:
        remove_layer(layer)


class Interceptor(InFront):
    """Takes the place of the observer behind all layers, and keeps the last operation told."""

    def __init__(self, watcher: Observer | None) -> None:
        self.inner = watcher
        self._last: tuple[Op, Sequence[tuple[str, Any]]] | None = None

    def op(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """An operation ran."""
        self._last = op, inputs

    def elementwise(self, op: Op, first: Any, second: Any, out: Tensor) -> None:
        """An operation ran that does not matter."""

    def tell_of(self, changed: Tensor) -> None:
        """Tell the watcher that the operation has changed a tensor itself."""
        if self.inner is not None and self._last is not None:
            self.inner.op(*self._last, (changed,), True)


@contextmanager
def intercepting() -> Iterator[Interceptor]:
    """In a block the layers are told of every operation, and the observer behind them of none."""
    layer, watcher = None, WATCH.observer
    while isinstance(watcher, Layer):
        layer, watcher = watcher, watcher.inner
    interceptor = Interceptor(watcher)
    if watcher is not None:
        _let_watch(interceptor, layer)
    try:
        yield interceptor
    finally:
        if watcher is not None:
            _let_watch(watcher, layer)


def _let_watch(watcher: Any, layer: Layer | None) -> None:
    """Let somebody watch behind a layer, or alone."""
    if layer is None:
        WATCH.observer = watcher
    else:
        layer.inner = watcher


def made_node(op: Op, outputs: Sequence[Tensor]) -> Node | None:
    """The node that an operation has just made; None where it was not recorded."""
    for output in outputs:
        edge = output._edge
        if edge is not None and edge.op is op:
            return edge
        base = output._base
        changed = getattr(base._edge, "changed", None) if base is not None else None
        if changed is not None and changed.op is op:
            return changed
    return None
