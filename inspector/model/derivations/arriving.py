"""What arrived at a backward node when it last ran, edge by edge, and what hooks made of it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from inspector.model.moments.ledger import gradient_at
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import Array
from inspector.model.recordings.events import BackwardBegin, NodeBackward
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import count
from inspector.model.recordings.sums import changed


@dataclass(frozen=True, slots=True)
class Arrived:
    """One gradient that came over one edge; ``sender`` is None for the seed of a root."""

    step: int
    sender: int | None
    name: str
    line: int
    value: Value | None
    output: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """All that is known to have arrived at a node, and the gradients that it then ran with.

    More has come where no operation told of a sender: a view whose base was changed in place has
    a node that PyTorch makes anew, AsStridedBackward0. ``whole`` says that it is all.
    """

    parts: tuple[Arrived, ...]
    received: tuple[Value | None, ...]
    whole: bool = True

    @property
    def hooked(self) -> Array | None:
        """The sum of what arrived, where hooks made something else of it; else None."""
        if not self.whole or len(self.received) != 1 or self.received[0] is None:
            return None
        return changed([part.value for part in self.parts], self.received[0])


def incoming(moment: Moment, node: int) -> Incoming | None:
    """What a node last ran with; None where it has not run."""
    recording = moment.recording
    runs = recording.nodes.runs.get(node, ())
    past = runs[: count(runs, moment.step)]
    event = recording.events[past[-1]] if past else None
    if not isinstance(event, NodeBackward):
        return None
    every = recording.nodes.arrivals(event.backward, node)
    arrivals = every[: bisect_left(every, (past[-1], 0))]
    parts = []
    for arrival in arrivals:
        source = recording.events[arrival.at]
        sender = source.node if isinstance(source, NodeBackward) else None
        op = moment.node(sender).op if sender is not None else None
        parts.append(
            Arrived(
                arrival.at + 1,
                sender,
                source.name if isinstance(source, NodeBackward) else "backward()",
                op.line if op else recording.line_at(arrival.at),
                gradient_at(recording, arrival),
                _output(moment, node, source, arrival.slot),
            )
        )
    ready = recording.nodes.passes[event.backward].ready.get(node)
    whole = ready is None or len(parts) >= ready.contributions
    return Incoming(tuple(parts), event.incoming, whole)


def _output(moment: Moment, node: int, source: object, slot: int) -> int:
    """As which output of a node's operation an arrival is meant."""
    if isinstance(source, NodeBackward):
        return moment.recording.nodes.next[source.node][slot].input_nr
    op = moment.node(node).op
    made = [output.tensor for output in op.outputs] if op else []
    root = source.roots[slot] if isinstance(source, BackwardBegin) else None
    return made.index(root) if root in made else 0
