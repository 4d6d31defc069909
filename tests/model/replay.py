"""The naive way to know a moment: apply every event in order to plain dictionaries.

Slow, obvious and written apart from ``Moment``, whose answers must be the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.model.moments.moment import NAMINGS
from inspector.model.moments.states import (
    Contribution,
    Frame,
    LedgerLine,
    Mode,
    NodePhase,
    NodeState,
    Span,
    TensorState,
)
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    Error,
    Freed,
    GradMode,
    GradSet,
    Names,
    NodeBackward,
    Op,
    Printed,
    RequiresGrad,
    RetainGrad,
    Statement,
    Update,
)
from inspector.model.recordings.facts import Binding, Output, Ready, Value


@dataclass
class TensorRow:
    """What is known of a tensor."""

    born: int
    born_line: int
    value: Value
    requires_grad: bool
    is_leaf: bool
    node: int | None
    grad_fn: str
    output: int
    version: int
    view_of: int | None


@dataclass
class Came:
    """A gradient that arrived, defined or not."""

    step: int
    source: int | None
    source_name: str
    slot: int
    value: Value | None
    input_nr: int
    root: int | None


@dataclass
class Running:
    """A backward pass that has begun."""

    number: int
    line: int
    recorded: bool
    ready: dict[int, Ready]
    came: dict[int, list[Came]] = field(default_factory=dict)
    fired: dict[int, int] = field(default_factory=dict)


@dataclass
class Replay:
    """The state of a run, changed by ``apply``."""

    step: int = 0
    event: AnyEvent | None = None
    statement_line: int = 0
    line: int = 0
    rows: dict[int, TensorRow] = field(default_factory=dict)
    grads: dict[int, Value | None] = field(default_factory=dict)
    retained: set[int] = field(default_factory=set)
    ledgers: dict[int, list[LedgerLine]] = field(default_factory=dict)
    accumulations: dict[int, list[Accumulate]] = field(default_factory=dict)
    outer: dict[int, list[tuple[int, str, str]]] = field(default_factory=dict)
    inner: dict[int, str] = field(default_factory=dict)
    makers: dict[int, Op] = field(default_factory=dict)
    known: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    accumulators: dict[int, int] = field(default_factory=dict)
    freed: set[int] = field(default_factory=set)
    passes: dict[int, Running] = field(default_factory=dict)
    open: list[int] = field(default_factory=list)
    output: list[Printed] = field(default_factory=list)
    mode: Mode = field(default_factory=lambda: Mode(True, "", 0))
    error: Error | None = None
    depth: int = 0
    functions: dict[int, str] = field(default_factory=dict)
    scopes: dict[tuple[int, str], dict[str, tuple[int, Binding | None]]] = field(
        default_factory=dict
    )
    seen_names: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    bound_to: dict[tuple[int, str, str], list[tuple[int, Binding | None]]] = field(
        default_factory=dict
    )
    told: dict[tuple[int, str, str], list[int]] = field(default_factory=dict)
    statements: list[int] = field(default_factory=list)

    def apply(self, event: AnyEvent) -> None:
        self.step += 1
        self.event = event
        if isinstance(event, Statement):
            self.statement_line = event.line
        own = getattr(event, "line", 0)
        self.line = own or self.statement_line
        handler = getattr(self, f"_{type(event).__name__.lower()}", None)
        if handler is not None:
            handler(event)

    # -- what happens ------------------------------------------------------------------

    def _created(self, event: Created) -> None:
        self._row(event, event.tensor, event, None, "", 0, 0)

    def _op(self, event: Op) -> None:
        for number, output in enumerate(event.outputs):
            node, name = event.node, event.grad_fn
            self._row(output, output.tensor, output, node, name, number, output.version)
        if event.node is not None and event.node not in self.makers:
            self.makers[event.node] = event
            self._know(event.node, event.grad_fn, None)
            for edge in event.next:
                if edge.node is not None:
                    self._know(edge.node, edge.name, edge.tensor)

    def _row(
        self, _: object, tensor: int, shown: Created | Output, node: int | None, name: str,
        output: int, version: int,
    ) -> None:  # fmt: skip
        old = self.rows.get(tensor)
        born = old.born if old else self.step
        line = old.born_line if old else self.line
        self.rows[tensor] = TensorRow(
            born, line, shown.value, shown.requires_grad, shown.is_leaf, node, name, output,
            version, shown.view_of,
        )  # fmt: skip

    def _know(self, node: int, name: str, tensor: int | None) -> None:
        if node not in self.known:
            self.known[node] = (name, tensor)
            if tensor is not None:
                self.accumulators[tensor] = node

    def _update(self, event: Update) -> None:
        if event.tensor in self.rows:
            self.rows[event.tensor].value = event.after
            self.rows[event.tensor].version = event.version

    def _requiresgrad(self, event: RequiresGrad) -> None:
        if event.tensor in self.rows:
            self.rows[event.tensor].requires_grad = event.requires_grad

    def _retaingrad(self, event: RetainGrad) -> None:
        self.retained.add(event.tensor)

    def _gradset(self, event: GradSet) -> None:
        self.grads[event.tensor] = event.after
        line = LedgerLine(
            self.step, len(self.passes), event.how, event.before, None, event.after, "", (),
            event.line or self.statement_line,
            in_place=event.how.startswith(".") and event.after is not None,
        )  # fmt: skip
        self.ledgers.setdefault(event.tensor, []).append(line)

    def _accumulate(self, event: Accumulate) -> None:
        self.grads[event.tensor] = event.after
        self.accumulations.setdefault(event.tensor, []).append(event)
        running = self.passes[event.backward]
        parts = tuple(self._parts(running, event.tensor))
        line = LedgerLine(
            self.step, running.number, "backward", event.before, event.incoming, event.after,
            parts[0].path if parts else event.name, parts, running.line,
            in_place=event.before is not None and not running.recorded,
        )  # fmt: skip
        self.ledgers.setdefault(event.tensor, []).append(line)
        node = self.accumulators.get(event.tensor)
        if node is not None:
            running.fired.setdefault(node, self.step)

    def _parts(self, running: Running, tensor: int) -> Iterator[Contribution]:
        node = self.accumulators.get(tensor)
        output = 0
        if node is None and tensor in self.rows:
            node, output = self.rows[tensor].node, self.rows[tensor].output
        for came in running.came.get(node, []) if node is not None else []:
            meant = came.root == tensor if came.source is None else came.input_nr == output
            if came.value is not None and meant:
                path = " → ".join(
                    shortened([*self._way(running, came.source), self.known[node][0]])
                )
                yield Contribution(
                    came.step, came.source, came.source_name, came.slot, came.value, path
                )

    def _way(self, running: Running, node: int | None) -> list[str]:
        if node is None:
            return []
        first = next((c for c in running.came.get(node, []) if c.value is not None), None)
        return [*self._way(running, first.source if first else None), self.known[node][0]]

    def _backwardbegin(self, event: BackwardBegin) -> None:
        running = Running(
            len(self.passes) + 1, self.line, event.create_graph, {r.node: r for r in event.nodes}
        )
        self.passes[event.backward] = running
        self.open.append(event.backward)
        for ready in event.nodes:
            self._know(ready.node, ready.name, ready.tensor)
        for slot, root in enumerate(event.roots):
            node = self.rows[root].node if root in self.rows else None
            node = self.accumulators.get(root) if node is None else node
            if node is not None:
                came = Came(self.step, None, "", slot, event.gradients[slot], 0, root)
                running.came.setdefault(node, []).append(came)

    def _nodebackward(self, event: NodeBackward) -> None:
        running = self.passes[event.backward]
        running.fired.setdefault(event.node, self.step)
        for slot, edge in enumerate(self.makers[event.node].next):
            if edge.node is not None:
                given = event.outgoing[slot]
                came = Came(self.step, event.node, event.name, slot, given, edge.input_nr, None)
                running.came.setdefault(edge.node, []).append(came)

    def _freed(self, event: Freed) -> None:
        self.freed.update(event.nodes)

    def _backwardend(self, event: BackwardEnd) -> None:
        self.open.remove(event.backward)

    def _printed(self, event: Printed) -> None:
        self.output.append(event)

    def _gradmode(self, event: GradMode) -> None:
        self.mode = Mode(event.enabled, event.cause, event.line)

    def _error(self, event: Error) -> None:
        self.error = event

    def _end(self, event: End) -> None:
        if event.reason != "error":
            self.depth = 0

    def _statement(self, event: Statement) -> None:
        self.depth = event.depth
        self.statements.append(self.step)
        self.functions = {d: f for d, f in self.functions.items() if d < event.depth}
        self.functions[event.depth] = event.function
        self.scopes = {key: scope for key, scope in self.scopes.items() if key[0] <= event.depth}

    def _names(self, event: Names) -> None:
        key = event.depth, event.function
        scope, order = self.scopes.setdefault(key, {}), self.seen_names.setdefault(key, [])
        final = {binding.tensor: binding.name for binding in event.bound}
        for tensor in (b.tensor for b in event.bound if b.tensor is not None):
            if event.depth:
                self.inner[tensor] = final[tensor]
            else:
                bound = self.step, event.function, final[tensor]
                self.outer.setdefault(tensor, []).append(bound)
        bindings = {binding.name: binding for binding in reversed(event.bound)}
        for name in [binding.name for binding in event.bound] + list(event.deleted):
            scope[name] = (self.step, bindings.get(name))
            every = self.bound_to.setdefault((*key, name), [])
            if not every or every[-1][0] < self.step:
                every.append((self.step, bindings.get(name)))
            self.told.setdefault((*key, name), []).append(self.step)
            if name not in order:
                order.append(name)

    def _name(self, tensor: int) -> str | None:
        every = self.outer.get(tensor, [])
        past = every[-NAMINGS:]
        if not past:
            return self.inner.get(tensor)
        past = past if len(every) <= NAMINGS else [every[0], *past]
        still = [(of, name) for step, of, name in past if self.scopes[0, of][name][0] == step]
        for of, name in still:
            if "[" not in name and len(self.told[0, of, name]) == 1:
                return name
        return still[0][1] if still else past[-1][2]

    # -- what can be asked -------------------------------------------------------------

    def span(self) -> Span | None:
        event = self.event
        if isinstance(event, NodeBackward):
            event = self.makers.get(event.node)
        if isinstance(event, Op | Created | Error) and event.columns != (0, 0):
            return Span(
                event.line, event.columns[0], event.end_line or event.line, event.columns[1]
            )
        return None

    def tensor(self, tensor: int) -> TensorState | None:
        row = self.rows.get(tensor)
        if row is None:
            return None
        return TensorState(
            tensor, self._name(tensor), row.value,
            self.grads.get(tensor), row.requires_grad, row.is_leaf, row.node, row.grad_fn,
            self.accumulators.get(tensor), row.version, row.view_of, row.born_line,
            tensor in self.retained, row.born,
        )  # fmt: skip

    def node(self, node: int) -> NodeState:
        name, tensor = self.known.get(node, ("", None))
        op = self.makers.get(node)
        running = next(
            (self.passes[b] for b in reversed(self.open) if node in self.passes[b].ready), None
        )
        came = running.came.get(node, []) if running else []
        seeds = sum(1 for one in came if one.source is None)
        expected = running.ready[node].contributions + seeds if running else 0
        return NodeState(
            node, name, self._phase(running, node, bool(came)), len(came), expected,
            tuple(one.value for one in came if one.value is not None), node in self.freed,
            op.saved if op else (), op.next if op else (), op, tensor,
        )  # fmt: skip

    def _phase(self, running: Running | None, node: int, arrived: bool) -> NodePhase:
        if running is None:
            return NodePhase.IDLE
        if node in running.fired:
            return NodePhase.RUNNING if running.fired[node] == self.step else NodePhase.DONE
        return NodePhase.ARRIVING if arrived else NodePhase.WAITING

    def variables(self) -> tuple[Frame, ...]:
        depths = {0, *self.functions}
        functions = {depth: self.functions.get(depth, "<module>") for depth in depths}
        return tuple(
            self._frame(depth, functions[depth]) for depth in sorted(depths) if depth <= self.depth
        )

    def _frame(self, depth: int, function: str) -> Frame:
        scope = self.scopes.get((depth, function), {})
        before = [step for step in self.statements if step < self.step]
        since = before[-1] if before else 0
        shown = [
            (name, *scope[name])
            for name in self.seen_names.get((depth, function), [])
            if name in scope
        ]
        bindings = [(name, step, binding) for name, step, binding in shown if binding]
        changed = frozenset(
            name
            for name, step, binding in bindings
            if step > since and self._differs((depth, function, name), binding)
        )
        return Frame(function, depth, tuple(binding for *_, binding in bindings), changed)

    def _differs(self, variable: tuple[int, str, str], binding: Binding) -> bool:
        """Whether a variable was last bound to something else than before."""
        *earlier, _ = self.bound_to[variable]
        return not earlier or earlier[-1][1] != binding


def shortened(names: list[str]) -> list[str]:
    """At most eight names: four, an ellipsis, three."""
    return names if len(names) <= 8 else [*names[:4], "…", *names[-3:]]
