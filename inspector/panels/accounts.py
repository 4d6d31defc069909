"""The ledgers of all leaves at a step, as lines of text; what was worked out once is kept."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.arrays import size
from inspector.model.events import Value
from inspector.model.format import MINUS
from inspector.model.history import count
from inspector.model.ledger import ARROW, ledger
from inspector.model.moment import Moment
from inspector.model.recording import Recording
from inspector.model.session import Session
from inspector.model.states import Contribution, LedgerLine, NodePhase
from inspector.model.vertex import Graph, Vertex
from inspector.panels.brief import WRITTEN, brief, single

MOST_LEAVES = 40
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: what happened, the sum it made, the step to go to, and rows below it."""

    text: str
    sum: str
    step: int
    parts: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger of one tensor: its name, its ``.grad`` now, and the entries so far."""

    tensor: int
    key: str
    name: str
    grad: str
    entries: tuple[Entry, ...]
    left_out: int = 0
    remark: str = ""


class Accounts:
    """Reads a recording's ledgers; entries never change, so each is written once."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._entries: dict[tuple[int, int], Entry] = {}

    def at(self, session: Session) -> tuple[Account, ...]:
        """The accounts to show, that of the selected vertex first."""
        found = _with_ledgers(session.graph, session.moment, session.selection)
        return tuple(self._account(session, vertex) for vertex in found[:MOST_LEAVES])

    def _account(self, session: Session, vertex: Vertex) -> Account:
        moment, tensor = session.moment, vertex.tensor
        happened = count(self.recording.tensors.grads.get(tensor, []), moment.step)
        first = max(0, happened - MOST_LINES)
        entries = [self._entry(tensor, number, moment.step) for number in range(first, happened)]
        state = moment.tensor(tensor)
        grad = "None" if state is None or state.grad is None else brief(state.grad)
        name = moment.name(tensor) or vertex.label
        key = session.graph.by_tensor[tensor].key
        means = state is not None and state.grad is not None and size(state.value) > WRITTEN
        remark = " (means)" if means else ""
        coming = arriving(moment, tensor)
        return Account(tensor, key, name, grad, (*entries, *coming), first, remark)

    def _entry(self, tensor: int, number: int, step: int) -> Entry:
        if (tensor, number) not in self._entries:
            for at, line in enumerate(ledger(self.recording, tensor, step, number), number):
                self._entries[tensor, at] = entry(line)
        return self._entries[tensor, number]


def entry(line: LedgerLine) -> Entry:
    """A line of the ledger, written out."""
    where = f", line {line.line}" if line.line else ""
    if line.incoming is None:
        before, after = _text(line.before), _text(line.after)
        return Entry(f"{line.how}{where}", f"{before} → {after}", line.step)
    parts = tuple(
        Entry(_way(part), f"{'+ ' if number else ''}{_bracketed(_text(part.value))}", part.step)
        for number, part in enumerate(line.parts)
    )
    total = addition(line.before, line.incoming, line.after)
    return Entry(f"backward {line.backward}{where}", total, line.step, parts)


def addition(before: Value | None, incoming: Value, after: Value | None) -> str:
    """What was added to what: "12 + 4 = 16"; a scalar ``.grad`` that was None counts as 0.

    Of many elements it is the mean that is written: means add as their tensors do.
    """
    if before is None and incoming.shape:
        return _text(after)
    start = "0" if before is None else _text(before)
    return f"{start} + {_bracketed(_text(incoming))} = {_text(after)}"


def _way(part: Contribution) -> str:
    """The nodes a contribution came by, without the leaf's own, which is where it ends anyway."""
    nodes = part.path.split(ARROW)
    return ARROW.join(nodes[:-1]) or "the seed of backward()"


def arriving(moment: Moment, tensor: int) -> tuple[Entry, ...]:
    """What has arrived for a tensor in the running pass and is not yet added to its ``.grad``."""
    state = moment.tensor(tensor)
    node = None if state is None else state.accumulator
    if node is None:
        return ()
    progress = moment.node(node)
    if progress.phase is not NodePhase.ARRIVING:
        return ()
    so_far = " + ".join(_bracketed(_text(value)) for value in progress.pending)
    text = f"arriving: {progress.arrived} of {progress.expected}"
    open_end = " + …" if progress.arrived < progress.expected else ""
    return (Entry(text, f"{so_far}{open_end}" if so_far else "…", moment.step),)


def _with_ledgers(graph: Graph, moment: Moment, selection: str | None) -> list[Vertex]:
    """The leaves that require grad, and whatever has had a ``.grad``; first what is selected.

    What is folded away has its ledger too, and is selected with its group.
    """
    grads = moment.recording.tensors.grads
    folded = [member for group in graph.groups.values() for member in group.members]
    one_each: dict[int, Vertex] = {}
    for vertex in sorted([*graph.vertices, *folded], key=lambda vertex: vertex.born):
        held = vertex.tensor in grads or (vertex.op is None and _requires(moment, vertex.tensor))
        if vertex.born <= moment.step and held:
            one_each.setdefault(vertex.tensor, vertex)
    chosen = graph.by_key.get(selection or "")
    inside = graph.groups[chosen.key].members if chosen and chosen.key in graph.groups else ()
    first = {member.tensor for member in inside} | ({chosen.tensor} if chosen else set())
    return sorted(one_each.values(), key=lambda vertex: vertex.tensor not in first)


def _requires(moment: Moment, tensor: int) -> bool:
    state = moment.tensor(tensor)
    return state is not None and state.requires_grad and state.is_leaf


def _text(value: Value | None) -> str:
    return "None" if value is None else single(value)


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith(MINUS) else text
