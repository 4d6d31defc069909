"""The one place gradients flow: from the roots through the graph, each node once, in order.

As in PyTorch's engine a node runs when every gradient it waits for has arrived; of those ready,
the one made last runs first, and AccumulateGrad at once. A node's consumers were all made after
it, so running in order of falling sequence numbers *is* that order: no queue is needed, and no
recursion.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappush
from typing import Any

from engine.calls.later import later
from engine.errors import retold
from engine.graph import hooking
from engine.graph.accumulate import accumulate, own
from engine.graph.conform import conform_array, conform_tensor
from engine.graph.hooks import LEAF_HOOKS
from engine.graph.ownership import is_fresh, lies_as
from engine.graph.sweep import by_sequence, dependencies, on_the_way, sweep
from engine.graph.watched import run_watched
from engine.modes import DEFAULTS, FORMULAS, MODES, set_recording
from engine.node import Node, Nowhere
from engine.numbers.half import plus
from engine.observer import WATCH, closed, leave
from engine.tensor import Tensor

Root = tuple[Node, int]
checked = later("engine.graph.anomaly", "checked")
end_sweep = later("engine.graph.gaps", "end_sweep")
carry_on = later("engine.graph.gaps", "carry_on")


class Pass:
    """One run of the engine.

    Gradients are arrays, or tensors where ``create_graph``. ``captures`` : by (node, output
    number), where a gradient is to be caught for ``autograd.grad``; ``targets`` : the nodes that
    ``backward(inputs=…)`` is to reach and run. Given either, only nodes on the way there run.
    """

    def __init__(
        self,
        keep_graph: bool,
        create_graph: bool,
        captures: dict[tuple[Node, int], Any] | None = None,
        targets: set[Node] | None = None,
    ) -> None:
        self.keep_graph = keep_graph
        self.create_graph = create_graph
        self.captures = captures
        self.targets = targets
        self.pending: dict[Node, Any] = {}
        self.heap: list[tuple[float, Node]] = []
        self.leaves: dict[Any, Any] = {}
        self.sweeping = False
        self.gaps: list[Node] = []
        self.end: Node | None = None
        self.waiting: dict[Node, int] = {}
        self.needed: set[Node] | None = None
        self.freed: list[Node] = []
        self.current: Node | None = None
        self.conform = conform_tensor if create_graph else conform_array

    @closed
    def run(
        self, roots: Sequence[Tensor], edges: Sequence[Root], gradients: Sequence[Any]
    ) -> None:
        """Send ``gradients`` into ``edges`` and on to every node that can be reached."""
        try:
            self._pass(roots, edges, gradients)
        except BaseException:
            leave()
            raise

    def _pass(
        self, roots: Sequence[Tensor], edges: Sequence[Root], gradients: Sequence[Any]
    ) -> None:
        plain = self._is_plain()
        if not plain:
            starts = [node for node, _ in edges]
            self.waiting = dependencies(starts)
            if self.captures is not None or self.targets is not None:
                self._narrow(starts)
        watcher = WATCH.observer
        if watcher is not None:
            watcher.backward_begin(
                roots, gradients, dict(self.waiting), self.keep_graph, self.create_graph,
                self.captures is None,
            )  # fmt: skip
        error: BaseException | None = None
        before = MODES.grad
        set_recording(self.create_graph)
        if self.create_graph:
            FORMULAS.count(1)
        try:
            self._send_all(plain, edges, gradients)
        except BaseException as raised:
            error = raised
            raise
        finally:
            if self.create_graph:
                FORMULAS.count(-1)
            set_recording(before)
            if watcher is not None:
                if self.freed:
                    watcher.freed(self.freed)
                watcher.backward_end(error, self.current if error else None)

    def _send_all(self, plain: bool, edges: Sequence[Root], gradients: Sequence[Any]) -> None:
        try:
            if plain:
                sweep(self, edges, gradients)
            else:
                self._run(edges, gradients)
        except ValueError as error:
            told = retold(error)
            if told is None:
                raise
            raise told from None

    def _run(self, edges: Sequence[Root], gradients: Sequence[Any]) -> None:
        for (node, number), gradient in zip(edges, gradients, strict=True):
            if node in self.waiting:
                self.add(node, number, gradient)
        for node, _ in edges:
            if node.is_accumulator and not self.waiting.get(node, 1):
                self.finish(node)
        order = sorted(
            (node for node in self.waiting if not node.is_accumulator),
            key=by_sequence,
            reverse=True,
        )
        if self.create_graph or self.needed is not None or DEFAULTS.anomaly:
            for node in order:
                self.step(node, self.pending.pop(node, None))
        else:
            run_watched(self, order)

    def _is_plain(self) -> bool:
        """Can nobody tell in which order the leaves receive their sums?"""
        return not (
            self.create_graph
            or self.captures is not None
            or self.targets is not None
            or WATCH.observer is not None
            or LEAF_HOOKS.exist()
            or DEFAULTS.anomaly
        )

    def _narrow(self, starts: Sequence[Node]) -> None:
        """Keep only the nodes from which a wanted gradient can be reached."""
        caught = {node for node, _ in self.captures or ()}
        needed = set(self.targets or ())
        needed |= on_the_way(self.waiting, caught | needed)
        self.needed, wanted = needed, caught | needed
        self.waiting = dependencies([s for s in starts if s in wanted], needed, wanted)

    def reach(self, node: Node, number: int, gradient: Any) -> None:
        """In a sweep, let a gradient arrive at any kind of node."""
        if node.is_accumulator:
            if type(node) is Nowhere:
                return
            before = self.leaves.get(node)
            self.leaves[node] = own(gradient) if before is None else plus(before, gradient)
            return
        before = self.pending.get(node)
        if before is None:
            heappush(self.heap, (-node.sequence_nr, node))
            if node.outputs == 1:
                self.pending[node] = gradient
                return
            before = self.pending[node] = [None] * node.outputs
        if node.outputs == 1:
            self.pending[node] = plus(before, gradient)
        else:
            _add_to(before, number, gradient)

    def add(self, node: Node, number: int, gradient: Any) -> None:
        """Let one gradient arrive at an output of ``node``."""
        pending = self.pending
        if node.outputs == 1:
            before = pending.get(node)
            pending[node] = gradient if before is None else plus(before, gradient)
            return
        slots = pending.setdefault(node, [None] * node.outputs)
        _add_to(slots, number, gradient)

    def step(self, node: Node, grad: Any) -> None:
        """Run one node on what has arrived, and send its gradients on."""
        if node is self.end:
            carry_on(self)
            return
        self.current = node
        hooks = node.extras.hooks if node.extras is not None else None
        needed = self.needed is None or node in self.needed
        if self.captures is not None and needed:
            self._capture(node, grad)
        if hooks is not None:
            grad = hooking.on_tensors(node, hooks, grad, self.create_graph)
        if not needed:
            self._capture(node, grad)
            return
        if hooks is not None:
            grad = hooking.before(node, hooks, grad, self.create_graph)
        results = self.evaluate(node, grad)
        if hooks is not None and hooks.after:
            results = hooking.after(node, hooks, results, grad, self.create_graph)
        if not self.keep_graph and node.release():
            self.freed.append(node)
        if WATCH.observer is not None:
            _tell(node, grad, results)
        self.send(node, results, grad)

    def evaluate(self, node: Node, grad: Any) -> Sequence[Any]:
        """The gradients of the node's inputs, of the right shape and dtype."""
        if grad is None and not node.runs_on_nothing:
            return (None,) * len(node.next)
        if DEFAULTS.anomaly:
            results = checked(node, grad, self.create_graph)
        else:
            results = _on_tensors(node, grad) if self.create_graph else node.backward(grad)
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
        arrivals = zip(node.next, results, numbers, strict=True)
        if self.sweeping:
            for target, result, number in arrivals:
                if target is not None and result is not None:
                    self.reach(target, number, result)
                elif target is not None:
                    end_sweep(self, target)
            return
        for target, result, number in arrivals:
            if target is None or (self.needed is not None and target not in self.waiting):
                continue
            if target.is_accumulator:
                self.deliver(target, result, result is not grad and is_fresh(results, result))
            elif result is not None:
                self.add(target, number, result)

    def deliver(self, target: Node, result: Any, fresh: bool) -> None:
        """Let a gradient arrive at a leaf; accumulate if it was the last awaited."""
        before = self.pending.get(target)
        if result is not None:
            self.pending[target] = result if before is None else plus(before, result)
        left = self.waiting[target] = self.waiting[target] - 1
        if not left:
            self.finish(target, fresh or (before is not None and result is not None))

    def finish(self, node: Any, fresh: bool = False) -> None:
        """Every gradient of a leaf has arrived: accumulate their sum (``fresh``: held by none)."""
        waiting, self.current = self.current, node
        grad = self.pending.pop(node, None)
        self._deposit(node, grad, fresh)
        self.current = waiting

    def _deposit(self, node: Any, grad: Any, fresh: bool) -> None:
        if type(node) is Nowhere:
            return
        hooks = node.extras.hooks if node.extras is not None else None
        if hooks is not None:
            grad = hooking.on_tensors(node, hooks, grad, self.create_graph)
        if self.captures is not None:
            self._capture(node, grad)
            return
        if hooks is not None:
            grad = hooking.before(node, hooks, grad, self.create_graph)
        if grad is not None:
            # What a hook was shown, or gave, somebody may have kept.
            alone = fresh and hooks is None and lies_as(grad, node.variable)
            accumulate(node.variable, grad, self.create_graph, alone)
        if hooks is not None:
            hooking.accumulated(hooks, node.variable)
            hooking.after(node, hooks, (), grad, self.create_graph)

    def _capture(self, node: Node, grad: Any) -> None:
        captures = self.captures
        if captures is None or grad is None:
            return
        for number, each in enumerate(grad if node.outputs > 1 else (grad,)):
            if (node, number) in captures:
                captures[node, number] = each


def _add_to(slots: list[Any], number: int, gradient: Any) -> None:
    slots[number] = gradient if slots[number] is None else plus(slots[number], gradient)


def _on_tensors(node: Node, grad: Any) -> Sequence[Any]:
    before, MODES.formula = MODES.formula, node.op is not None
    try:
        return node.backward_tensors(grad)
    finally:
        MODES.formula = before


def _tell(node: Node, grad: Any, results: Sequence[Any]) -> None:
    if WATCH.observer is not None:
        incoming = grad if isinstance(grad, list) else (grad,)
        WATCH.observer.node_ran(node, [_data(g) for g in incoming], [_data(r) for r in results])


def _data(gradient: Any) -> Any:
    return gradient._data if isinstance(gradient, Tensor) else gradient
