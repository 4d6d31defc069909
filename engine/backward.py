"""The one place gradients flow: from the roots through the graph, each node once, in order.

As in PyTorch's engine a node runs when every gradient it waits for has arrived; of those ready,
the one made last runs first, and AccumulateGrad at once. A node's consumers were all made after
it, so running in order of falling sequence numbers *is* that order: no queue is needed, and no
recursion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.accumulate import accumulate
from engine.conform import conform_array, conform_tensor
from engine.hooks import Hooks
from engine.modes import MODES
from engine.node import Node
from engine.observer import WATCH
from engine.tensor import Tensor, new_tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

_by_sequence = attrgetter("sequence_nr")
Root = tuple[Node, int]


class Pass:
    """One run of the engine.

    Gradients are arrays, or tensors where ``create_graph``. ``captures`` : by (node, output
    number), where a gradient is to be caught for ``autograd.grad``; ``accumulates`` : do leaves
    receive theirs?
    """

    def __init__(
        self,
        keep_graph: bool,
        create_graph: bool,
        captures: dict[tuple[Node, int], Any] | None = None,
        leaves: set[Node] | None = None,
    ) -> None:
        self.keep_graph = keep_graph
        self.create_graph = create_graph
        self.captures = captures
        self.leaves = leaves
        self.pending: dict[Node, Any] = {}
        self.waiting: dict[Node, int] = {}
        self.freed: list[Node] = []
        self.current: Node | None = None
        self.conform = conform_tensor if create_graph else conform_array

    def run(self, roots: Sequence[Tensor], edges: Sequence[Root], gradients: Sequence[Any]) -> None:
        """Send ``gradients`` into ``edges`` and on to every node that can be reached."""
        self.waiting = dependencies([node for node, _ in edges])
        watcher = WATCH.observer
        if watcher is not None:
            watcher.backward_begin(
                roots, gradients, dict(self.waiting), self.keep_graph, self.create_graph,
                self.captures is None,
            )  # fmt: skip
        error: BaseException | None = None
        try:
            with _recording(self.create_graph):
                self._run(edges, gradients)
        except BaseException as raised:
            error = raised
            raise
        finally:
            if watcher is not None:
                if self.freed:
                    watcher.freed(self.freed)
                watcher.backward_end(error, self.current if error else None)

    def _run(self, edges: Sequence[Root], gradients: Sequence[Any]) -> None:
        for (node, number), gradient in zip(edges, gradients, strict=True):
            self.add(node, number, gradient)
        for node, _ in edges:
            if node.is_accumulator and not self.waiting[node]:
                self.finish(node)
        order = sorted(
            (node for node in self.waiting if not node.is_accumulator),
            key=_by_sequence,
            reverse=True,
        )
        if self.captures is not None or self.create_graph or WATCH.observer is not None:
            for node in order:
                self.step(node, self.pending.pop(node, None))
        else:
            self._sweep(order)

    def _sweep(self, order: Sequence[Node]) -> None:
        """``step`` for each node, spelt out for the plain case: this is the hottest loop."""
        pending, keep = self.pending, self.keep_graph
        arrived, arrive = pending.get, pending.pop
        for node in order:
            grad = arrive(node, None)
            if node.extras is not None or grad is None or not node.is_plain:
                self.step(node, grad)
                continue
            self.current = node
            results = node.backward(grad)
            if node.expects is not None:
                results = self.conformed(node.expects, results)
            if not keep and node.saved:
                node.saved = None
            for target, result in zip(node.next, results):  # noqa: B905  (strict costs time here)
                if target is None:
                    continue
                if target.is_plain:
                    if result is not None:
                        before = arrived(target)
                        pending[target] = result if before is None else before + result
                elif target.is_accumulator:
                    self.deliver(target, result, result is not grad and is_fresh(results, result))
                elif result is not None:
                    self.add(target, 0, result)

    def add(self, node: Node, number: int, gradient: Any) -> None:
        """Let one gradient arrive at an output of ``node``."""
        pending = self.pending
        if node.outputs == 1:
            before = pending.get(node)
            pending[node] = gradient if before is None else before + gradient
            return
        slots = pending.setdefault(node, [None] * node.outputs)
        slots[number] = gradient if slots[number] is None else slots[number] + gradient

    def step(self, node: Node, grad: Any) -> None:
        """Run one node on what has arrived, and send its gradients on."""
        self.current = node
        hooks = node.extras.hooks if node.extras is not None else None
        if hooks is not None:
            grad = self._before(node, hooks, grad)
        if self.captures is not None:
            self._capture(node, grad)
        results = self.evaluate(node, grad)
        if hooks is not None and hooks.after:
            results = self._after(hooks, results, grad)
        if not self.keep_graph and node.release():
            self.freed.append(node)
        if WATCH.observer is not None:
            _tell(node, grad, results)
        self.send(node, results, grad)

    def evaluate(self, node: Node, grad: Any) -> Sequence[Any]:
        """The gradients of the node's inputs, of the right shape and dtype."""
        if grad is None:
            return (None,) * len(node.next)
        results = node.backward_tensors(grad) if self.create_graph else node.backward(grad)
        return results if node.expects is None else self.conformed(node.expects, results)

    def conformed(self, expects: Sequence[Any], results: Sequence[Any]) -> Sequence[Any]:
        """``results`` in the shapes and dtypes that the inputs have."""
        conform = self.conform
        return [
            result if result is None or expected is None else conform(result, expected)
            for result, expected in zip(results, expects, strict=True)
        ]

    def send(self, node: Node, results: Sequence[Any], grad: Any) -> None:
        """Pass each result on to the node it is for."""
        extras = node.extras
        numbers = (extras and extras.numbers) or (0,) * len(results)
        for target, result, number in zip(node.next, results, numbers, strict=True):
            if target is None:
                continue
            if target.is_accumulator:
                self.deliver(target, result, result is not grad and is_fresh(results, result))
            elif result is not None:
                self.add(target, number, result)

    def deliver(self, target: Node, result: Any, fresh: bool) -> None:
        """Let a gradient arrive at a leaf; accumulate if it was the last awaited."""
        before = self.pending.get(target)
        if result is not None:
            self.pending[target] = result if before is None else before + result
        left = self.waiting[target] = self.waiting[target] - 1
        if not left:
            self.finish(target, fresh or (before is not None and result is not None))

    def finish(self, node: Any, fresh: bool = False) -> None:
        """Every gradient of a leaf has arrived: accumulate their sum (``fresh``: held by none)."""
        before, self.current = self.current, node
        grad = self.pending.pop(node, None)
        if grad is not None:
            hooks = node.extras.hooks if node.extras is not None else None
            if hooks is not None:
                grad = self._before(node, hooks, grad)
            if self.captures is not None:
                self._capture(node, grad)
            if self.captures is None or (self.leaves is not None and node in self.leaves):
                accumulate(node.variable, grad, self.create_graph, fresh)
                if hooks is not None:
                    for hook in tuple(hooks.accumulated.values()):
                        hook(node.variable)
        self.current = before

    def _capture(self, node: Node, grad: Any) -> None:
        captures = self.captures
        if captures is None or grad is None:
            return
        for number, each in enumerate(grad if node.outputs > 1 else (grad,)):
            if (node, number) in captures:
                captures[node, number] = each

    def _before(self, node: Node, hooks: Hooks, grad: Any) -> Any:
        grads = list(grad) if node.outputs > 1 and grad is not None else [grad]
        for number, hook in tuple(hooks.tensor.values()):
            if number < len(grads) and grads[number] is not None:
                grads[number] = self._changed(hook(self._shown(grads[number])), grads[number])
        for number, tensor in hooks.retain.items():
            if number < len(grads) and grads[number] is not None:
                retain(tensor, grads[number], self.create_graph)
        for hook in tuple(hooks.before.values()):
            new = hook(tuple(self._shown(each) for each in grads))
            if new is not None:
                new = new if isinstance(new, tuple | list) else (new,)
                grads = [self._changed(each, old) for each, old in zip(new, grads, strict=True)]
        return grads if node.outputs > 1 and grad is not None else grads[0]

    def _after(self, hooks: Hooks, results: Sequence[Any], grad: Any) -> Sequence[Any]:
        incoming = tuple(self._shown(g) for g in (grad if isinstance(grad, list) else [grad]))
        for hook in tuple(hooks.after.values()):
            new = hook(tuple(self._shown(each) for each in results), incoming)
            if new is not None:
                new = new if isinstance(new, tuple | list) else (new,)
                results = [self._changed(each, old) for each, old in zip(new, results, strict=True)]
        return results

    def _shown(self, grad: Any) -> Tensor | None:
        return grad if grad is None or isinstance(grad, Tensor) else new_tensor(np.asarray(grad))

    def _changed(self, new: Any, old: Any) -> Any:
        if new is None:
            return old
        return new if self.create_graph else new._data


def retain(tensor: Tensor, grad: Any, create_graph: bool) -> None:
    """Let a tensor that is no leaf keep the gradient that came by."""
    before = tensor._grad
    incoming = grad if create_graph else new_tensor(np.array(grad))
    tensor._grad = incoming
    if WATCH.observer is not None:
        data = incoming._data
        WATCH.observer.accumulated(tensor, None if before is None else before._data, data, data)


def is_fresh(results: Sequence[Any], own: Any) -> bool:
    """Was this array made by the node for one input alone, so that nobody else holds it?"""
    if type(own) is not np.ndarray or own.base is not None:
        return False
    return sum(other is own for other in results) == 1


def dependencies(roots: Iterable[Node]) -> dict[Node, int]:
    """Every node that can be reached, and how many gradients each will receive from others."""
    waiting = dict.fromkeys(roots, 0)
    todo = list(waiting)
    for node in todo:
        for target in node.next:
            if target is not None:
                if target in waiting:
                    waiting[target] += 1
                else:
                    waiting[target] = 1
                    todo.append(target)
    return waiting


@contextmanager
def _recording(enabled: bool) -> Iterator[None]:
    before, MODES.grad = MODES.grad, enabled
    try:
        yield
    finally:
        MODES.grad = before


def _tell(node: Node, grad: Any, results: Sequence[Any]) -> None:
    if WATCH.observer is not None:
        incoming = grad if isinstance(grad, list) else (grad,)
        WATCH.observer.node_ran(node, [_data(g) for g in incoming], [_data(r) for r in results])


def _data(gradient: Any) -> Any:
    return gradient._data if isinstance(gradient, Tensor) else gradient
