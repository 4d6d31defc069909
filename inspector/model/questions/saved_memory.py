"""What the graph keeps for its way back: bytes saved for backward, over time and per node."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import BackwardEnd, Freed, Op
from inspector.model.recordings.facts import Output, Saved
from inspector.model.recordings.measuring import nbytes
from inspector.model.recordings.recording import Recording

Store = int | tuple[int, str]
"""Some memory: the tensor that owns it, or a node and what only that keeps."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A node that keeps something: how much, and of that what no other node keeps."""

    node: int
    nbytes: int
    alone: int


class SavedMemory:
    """The memory that a recording's nodes keep, followed as the recording grows.

    Memory that several nodes keep, or several views share, counts once. A node lets go when a
    backward pass frees it; that the program drops a whole graph unused is not recorded.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.steps: list[int] = [0]
        self.totals: list[int] = [0]
        self._read = 0
        self._owner: dict[int, int] = {}
        self._size: dict[int, int] = {}
        self._kept: dict[int, dict[Store, int]] = {}
        self._holders: Counter[Store] = Counter()
        self._total = 0

    def follow(self) -> None:
        """Take in what the recording has gained."""
        for index in range(self._read, len(self.recording)):
            event = self.recording.events[index]
            if isinstance(event, Op):
                self._op(event)
            elif isinstance(event, Freed):
                for node in event.nodes:
                    self._free(node)
            elif not isinstance(event, BackwardEnd):
                value = getattr(event, "value", None)
                if value is not None:
                    self._size[event.tensor] = nbytes(value)  # type: ignore[union-attr]
            if self._total != self.totals[-1]:
                self.steps.append(index + 1)
                self.totals.append(self._total)
        self._read = len(self.recording)

    def total(self, step: int) -> int:
        """The bytes that are kept at a step."""
        return self.totals[bisect_right(self.steps, step) - 1]

    def until(self, step: int) -> tuple[list[int], list[int]]:
        """The steps up to one at which the bytes changed, and what they were from then on."""
        past = bisect_right(self.steps, step)
        return self.steps[:past], self.totals[:past]

    def peak(self, step: int) -> tuple[int, int]:
        """The most bytes that were kept up to a step, and the first step at which they were."""
        past = self.totals[: bisect_right(self.steps, step)]
        most = max(past)
        return most, self.steps[past.index(most)]

    def holders(self, moment: Moment) -> tuple[Holder, ...]:
        """The nodes that keep something at a moment, the largest first."""
        freed, makers = self.recording.nodes.freed, self.recording.nodes.makers
        kept = {
            node: stores
            for node, stores in self._kept.items()
            if makers[node] < moment.step <= freed.get(node, moment.step)
        }
        shared = Counter(store for stores in kept.values() for store in stores)
        found = [
            Holder(
                node,
                sum(stores.values()),
                sum(size for store, size in stores.items() if shared[store] == 1),
            )
            for node, stores in kept.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.nbytes, one.node)))

    def _op(self, event: Op) -> None:
        for output in (*event.outputs, *event.also):
            self._made(output)
        if event.node is None or event.node in self._kept:
            return
        stores = dict(self._store(event.node, saved) for saved in event.saved if _is_array(saved))
        if stores:
            self._kept[event.node] = stores
            for store, size in stores.items():
                self._total += 0 if self._holders[store] else size
                self._holders[store] += 1

    def _made(self, output: Output) -> None:
        base = output.view_of
        self._owner[output.tensor] = output.tensor if base is None else self._owner.get(base, base)
        self._size[output.tensor] = nbytes(output.value)

    def _store(self, node: int, saved: Saved) -> tuple[Store, int]:
        if saved.tensor is None:
            return (node, saved.name), 0 if saved.value is None else nbytes(saved.value)
        owner = self._owner.get(saved.tensor, saved.tensor)
        return owner, self._size.get(owner, self._size.get(saved.tensor, 0))

    def _free(self, node: int) -> None:
        for store, size in self._kept.get(node, {}).items():
            self._holders[store] -= 1
            self._total -= 0 if self._holders[store] else size


def _is_array(saved: Saved) -> bool:
    return saved.tensor is not None or saved.value is not None


def bytes_text(count: int) -> str:
    """A number of bytes as people say it: "96 B", "1.5 kB", "20 MB"."""
    if count < 1000:
        return f"{count} B"
    for unit, size in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        if count < size * 1000 or unit == "GB":
            return f"{count / size:.3g} {unit}"
    raise AssertionError
