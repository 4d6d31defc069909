"""The ledgers of all leaves at a step, as lines of text; what was worked out once is kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from operator import attrgetter

from inspector.model.derivations.notation import array_words
from inspector.model.graphs.vertex import Graph, Vertex
from inspector.model.moments.ledger import ARROW, line_of
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text, with_words
from inspector.model.moments.states import Contribution, LedgerLine, NodePhase
from inspector.model.moments.wording import coming_name
from inspector.model.questions.optimizer_steps import step_at
from inspector.model.recordings.events import Created, Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import MINUS, true_minus
from inspector.model.recordings.history import count
from inspector.model.recordings.recording import Recording
from inspector.model.reports.brief import WRITTEN, brief, single
from inspector.model.reports.by_hand import change_by_hand, changes_by_hand
from inspector.model.reports.counting import Counting
from inspector.model.session import Session

MOST_LEAVES = 40
MOST_LINES = 30
AT_ONCE = 60
"""Rows that are written without a pause: some milliseconds' work."""
_CLIPPING = re.compile(r"clip_grads?_\w+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: what happened, the sum it made, the step to go to, and rows below it.

    ``kind`` and ``number`` tell which of its kind it is in its account ("backward", 2), so that
    it can be found again in another run; a row with no number is part of another.
    """

    text: str
    sum: str
    step: int
    parts: tuple[Entry, ...] = ()
    kind: str = ""
    number: int = 0
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger of one tensor: its name, its ``.grad`` now, and the entries so far."""

    tensor: int
    key: str
    name: str
    grad: str
    entries: tuple[Entry, ...]
    left_out: int = 0


class Accounts:
    """Reads a recording's ledgers; entries never change, so each is written once."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._entries: dict[tuple[int, int], Entry] = {}
        self._counting = Counting(recording)
        self._holders: tuple[Graph | None, int, list[Vertex]] = None, 0, []

    def at(self, session: Session) -> tuple[Account, ...]:
        """The accounts to show, that of the selected vertex first."""
        return tuple(self._account(session, vertex) for vertex in self._shown(session))

    def prepare(self, session: Session) -> bool:
        """Write some of the entries that :meth:`at` is about to need; whether those were all.

        At a step of a long run that is far from any other, there are a thousand.
        """
        wanted = (
            (vertex.tensor, index)
            for vertex in self._shown(session)
            for index in self._recent(vertex.tensor, session.step, MOST_LINES)
        )
        missing = [each for each in wanted if each not in self._entries]
        rows = 0
        for place, (tensor, index) in enumerate(missing, 1):
            rows += 1 + len(self._entry(tensor, index).parts)
            if rows >= AT_ONCE:
                return place == len(missing)
        return True

    def _shown(self, session: Session) -> list[Vertex]:
        graph, length, holders = self._holders
        if graph is not session.graph or length != len(self.recording):
            graph, length = session.graph, len(self.recording)
            holders = _holders(graph, self.recording)
            self._holders = graph, length, holders
        found = _with_ledgers(graph, session.moment, session.selection, holders)
        return list(islice(found, MOST_LEAVES))

    def entries(self, tensor: int, step: int, last: int = MOST_LINES) -> tuple[Entry, ...]:
        """The ``last`` rows of a tensor's account up to a step."""
        return tuple([self._entry(tensor, index) for index in self._recent(tensor, step, last)])

    def _recent(self, tensor: int, step: int, last: int) -> list[int]:
        """The last events that changed a tensor's ``.grad``, or the tensor by a step."""
        tensors, events = self.recording.tensors, self.recording.events
        grads = tensors.grads.get(tensor, ())
        stop = count(grads, step)
        found = set(grads[max(0, stop - last) : stop])
        updates = tensors.updates.get(tensor, ())
        stop = count(updates, step)
        late = updates[max(0, stop - last) : stop]
        found |= {index for index in late if isinstance(events[index], Update)}
        by_hand = changes_by_hand(self.recording, tensor)
        found |= set(by_hand[: count(by_hand, step)][-last:])
        return sorted(found)[-last:]

    def _entry(self, tensor: int, index: int) -> Entry:
        if (tensor, index) not in self._entries:
            stepped = optimizer_step(self.recording, tensor, index)
            made = stepped or self._by_hand(tensor, index) or self._written(index)
            number, text = self._number(tensor, index, made.kind), made.text
            text = with_words(self.recording, text)
            self._entries[tensor, index] = replace(made, number=number, text=text)
        return self._entries[tensor, index]

    def _by_hand(self, tensor: int, index: int) -> Entry | None:
        """A step that the program makes itself; None where an event is none."""
        found = change_by_hand(self.recording, tensor, index)
        if found is None:
            return None
        line = self.recording.line_at(index)
        text = f"by hand{f', line {line}' if line else ''}: the value"
        return Entry(text, f"{_text(found[0])} → {_text(found[1])}", index + 1, kind=BY_HAND)

    def _written(self, index: int) -> Entry:
        line = line_of(self.recording, index)
        return entry(line, line_text(self.recording, line.line))

    def _number(self, tensor: int, index: int, kind: str) -> int:
        """The how manieth of its kind an event is in a tensor's account."""
        if kind == BACKWARD:
            return self._counting.backward(tensor, index)
        if kind == STEPPED:
            return self._counting.step(tensor, index)
        if kind == BY_HAND:
            return count(changes_by_hand(self.recording, tensor), index + 1)
        return self._counting.set_by(tensor, index, kind)

    def _made_by(self, tensor: int) -> str:
        """What to call a leaf that no variable names yet, or ever: "ones(…)"."""
        coming = coming_name(self.recording, tensor)
        if coming:
            return coming
        made = self.recording.events[self.recording.tensors.born[tensor]]
        how = made.how.removeprefix("torch.") if isinstance(made, Created) else ""
        return f"{how}(…)" if how else "unnamed"

    def _account(self, session: Session, vertex: Vertex) -> Account:
        moment, tensor = session.moment, vertex.tensor
        entries = self.entries(tensor, moment.step)
        tensors = self.recording.tensors
        updates = {*tensors.updates.get(tensor, ()), *changes_by_hand(self.recording, tensor)}
        lists = (tensors.grads.get(tensor, ()), sorted(updates))
        happened = sum(count(indices, moment.step) for indices in lists)
        first = happened - len(entries) if len(entries) == MOST_LINES else 0
        state = moment.tensor(tensor)
        grad = "None" if state is None or state.grad is None else _standing(state.grad)
        name = moment.name(tensor) or vertex.label or self._made_by(tensor)
        key = session.graph.by_tensor[tensor].key
        coming = arriving(moment, tensor)
        return Account(tensor, key, name, grad, (*entries, *coming), first)


def _standing(grad: Value) -> str:
    """A ``.grad`` as it stands above its entries; of many elements the mean, as theirs are."""
    written, deviates, _ = brief(grad, WRITTEN).partition(" ± ")
    return f"mean {written}" if deviates else written


BACKWARD, STEPPED, BY_HAND = "backward", "step", "by hand"
"""Kinds of entries; the kind of any other is the call that set the ``.grad``."""


def entry(line: LedgerLine, code: str = "") -> Entry:
    """A line of the ledger, written out; ``code`` is what stands on its line of the program."""
    where = f", line {line.line}" if line.line else ""
    if line.incoming is None:
        before, after = _text(line.before), _text(line.after)
        sums = f"{before} → {after}"
        place = " in place" if line.in_place else ""
        return Entry(f"{_how(line, code)}{where}{place}", sums, line.step, kind=line.how)
    parts = [
        Entry(_way(part), f"+ {_bracketed(said)}" if number else said, part.step)
        for number, part in enumerate(line.parts)
        for said in [_text(part.value)]
    ]
    if line.arrived is not None:
        hooked = f"{array_words(line.arrived)} → {_text(line.incoming)}"
        parts.append(Entry("a hook changed it", hooked, line.step))
    total = addition(line.before, line.incoming, line.after)
    how = " in place" if line.in_place else ""
    text = f"backward {line.backward}{where}{how}"
    return Entry(text, total, line.step, tuple(parts), BACKWARD)


def _how(line: LedgerLine, code: str) -> str:
    """What cleared or changed a ``.grad``: clipping is known by the line that asks for it."""
    found = _CLIPPING.search(code)
    return f"clipped by {found[0]}" if found and line.how.startswith(".") else line.how


def optimizer_step(recording: Recording, tensor: int, index: int) -> Entry | None:
    """An optimizer's step of a parameter, with what it keeps; None where an event is none."""
    found = step_at(recording, tensor, index)
    if found is None:
        return None
    where = f", line {found.line}" if found.line else ""
    parts = tuple(
        Entry(one.name, f"{_content(one.before)} → {after}" if changes else after, index + 1)
        for one in found.kept
        for after in [_content(one.after)]
        for changes in [one.before is not None and one.before != one.after]
    )
    change = f"{_text(found.before)} → {_text(found.after)}"
    return Entry(f"{found.how}{where}: the value", change, index + 1, parts, STEPPED)


def _content(one: Value | str | None) -> str:
    if one is None or isinstance(one, str):
        return true_minus(one or "nothing")
    return _text(one)


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


def _with_ledgers(
    graph: Graph, moment: Moment, selection: str | None, holders: Sequence[Vertex]
) -> Iterator[Vertex]:
    """The leaves that require grad, and whatever has had a ``.grad``; first what is selected."""
    grads = moment.recording.tensors.grads
    chosen = graph.by_key.get(selection or "")
    inside = graph.groups[chosen.key].members if chosen and chosen.key in graph.groups else ()
    first = {member.tensor for member in inside} | ({chosen.tensor} if chosen else set())
    born = holders[: bisect_right(holders, moment.step, key=attrgetter("born"))]
    selected = [vertex for vertex in born if vertex.tensor in first]
    met: set[int] = set()
    for vertex in chain(selected, born):
        if vertex.tensor in met:
            continue
        met.add(vertex.tensor)
        if vertex.tensor in grads or moment.is_source(vertex.tensor):
            yield vertex


def _holders(graph: Graph, recording: Recording) -> list[Vertex]:
    """Those that may have a ledger at one step or another, oldest first.

    What is folded away has its ledger too, and is selected with its group.
    """
    grads, sources = recording.tensors.grads, recording.tensors.sources
    folded = [member for group in graph.groups.values() for member in group.members]
    found = [
        one
        for one in (*graph.vertices, *folded)
        if one.tensor in grads or (one.op is None and one.tensor in sources)
    ]
    return sorted(found, key=attrgetter("born"))


def _text(value: Value | None) -> str:
    return "None" if value is None else single(value)


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith(MINUS) else text
