"""Where a run's events wait until they are sent on in batches, within the limits of the run."""

from __future__ import annotations

import _thread
from collections.abc import Callable, Sequence
from typing import TypeAlias, get_args

from inspector.model.recordings.events import (
    Answered,
    Asked,
    End,
    Error,
    Given,
    Limit,
    Paused,
    Printed,
    Resumed,
    Warned,
)
from inspector.model.recordings.packing import Packed, Site
from inspector.runner.limits import Limits
from inspector.runner.sending.outlines import LEFT_OUT, Outline
from inspector.runner.sending.ring import Ring

Send: TypeAlias = Callable[[Sequence[Packed]], int]
"""Sends a batch on and says how many bytes that took."""

BATCH = 256
PLENTY = 0.5
NEARLY_ALL = 0.8
"""From which share of a limit on nothing but the graph is kept."""
AT_A_STOP = 2_000
"""Events after a Stop that are kept: a ``finally`` is told, a program that will not end is not."""
_MERGED = 4096
_SITES = frozenset(get_args(Site))
_ENDING = (Asked, Answered, Error, Paused, Resumed, Given, End)
"""Where the window waits for these, it has to see what came before them."""
_ALWAYS = (Printed, Asked, Answered, Warned, Error, Limit, Paused, Resumed, Given, End)
_NEVER_HELD = (*_ALWAYS, *_SITES)


def first(batch: Sequence[Packed], events: int) -> Sequence[Packed]:
    """As much of a batch as makes up so many events; sites are none."""
    for place, each in enumerate(batch):
        events -= not isinstance(each, Site)
        if events < 0:
            return batch[:place]
    return batch


def _sites(batch: Sequence[Packed]) -> int:
    """How many of a batch are sites; most batches have none."""
    if _SITES.isdisjoint(map(type, batch)):
        return 0
    return sum(map(_SITES.__contains__, map(type, batch)))


class Sink:
    """Collects events in order; full batches leave at once, others when ``flush`` is called.

    Reaching a limit of the recording sends ``Limit`` once, drops every later event but those of
    output, error and end, and calls ``on_full`` so that nobody needs to make them any more. From
    ``PLENTY`` of a limit on, ``on_plenty`` is called with every batch; from ``NEARLY_ALL`` on
    nothing but the ``Outline`` of a batch is sent, which is told by a ``Limit``, too.
    Turns of a loop of which only the last are wanted wait in a ``Ring``.
    ``sent`` counts what has left, sites too. ``busy`` is true while a batch is being written,
    which nothing may interrupt half-way.
    """

    def __init__(self, send: Send, limits: Limits) -> None:
        self.events: list[Packed] = []
        self.sent = 0
        self.full = False
        self.busy = False
        self.on_full: Callable[[], None] = lambda: None
        self.on_plenty: Callable[[], None] = lambda: None
        self._send = send
        self._limits = limits
        self._most = limits.events
        self._count = 0
        self._size = 0
        self._outline = Outline()
        self._outlined = False
        self._untold: tuple[Limit, ...] = ()
        self._ring: Ring | None = None
        self._lock = _thread.allocate_lock()

    @property
    def holding(self) -> bool:
        """Whether events are held back."""
        return self._ring is not None

    def add(self, event: Packed) -> None:
        """Take the next event."""
        self.events.append(event)
        if len(self.events) >= BATCH:
            self.flush()

    def text(self, stream: str, text: str) -> None:
        """Take printed text, joined to what the same stream printed just before."""
        with self._lock:
            last = self.events[-1] if self.events else None
            joins = isinstance(last, Printed) and last.stream == stream
            if joins and isinstance(last, Printed) and len(last.text) < _MERGED:
                self.events[-1] = Printed(stream, last.text + text)
            else:
                self.events.append(Printed(stream, text))
        if len(self.events) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Send what has come together."""
        if self.events:
            self._alone(self._flush)

    def drain(self, patience: float = -1) -> None:
        """Send all there is, also what another thread has taken and is just about to send.

        For that thread it waits ``patience`` seconds at most; by itself as long as it takes.
        """
        self._alone(self._flush, patience)

    def hold(self, keep: bool) -> None:
        """Hold back what comes from here on, but for what is always sent, and sites.

        ``keep`` : this turn is sent in any case.
        """
        self._alone(self._flush)
        self._ring = Ring(keep)

    def turn(self, keep: bool) -> None:
        """The next turn begins of those that are held back."""

        def work() -> None:
            self._flush()
            if self._ring is not None:
                self._leave(*self._ring.turn(keep))

        self._alone(work)

    def release(self) -> None:
        """Send what is held back."""

        def work() -> None:
            self._flush()
            self._let_go()

        self._alone(work)

    def discard(self) -> None:
        """Forget what is held back and need not be kept."""

        def work() -> None:
            self._flush()
            ring, self._ring = self._ring, None
            if ring is not None:
                self._leave(*ring.drop())

        self._alone(work)

    def _alone(self, work: Callable[[], None], patience: float = -1) -> None:
        """Do what no other thread may do meanwhile, and no interrupt may break off."""
        if not self._lock.acquire(timeout=patience):
            return
        self.busy = True
        try:
            work()
        finally:
            self.busy = False
            self._lock.release()
        if self.full:
            self.on_full()

    def close_soon(self) -> None:
        """The program is to end: what it still does is kept as far as that is little."""
        self._most = min(self._most, self._count + AT_A_STOP)

    def mute(self) -> None:
        """Forget everything and send nothing more; for a forked copy of this process."""
        self._lock = _thread.allocate_lock()
        self._send = lambda batch: 0
        self._ring = None
        self.events.clear()

    def _flush(self) -> None:
        batch: Sequence[Packed] = self.events[:]
        del self.events[: len(batch)]
        self.sent += len(batch)
        if self._ring is not None:
            batch = self._held_back(batch)
        self._send_on(batch)

    def _held_back(self, batch: Sequence[Packed]) -> Sequence[Packed]:
        """What of a batch is still to be sent: all of it where the holding ends, else nothing."""
        assert self._ring is not None
        if any(isinstance(event, _ENDING) for event in batch):
            self._let_go()
            return batch
        self._send_on([event for event in batch if isinstance(event, _NEVER_HELD)])
        held = [event for event in batch if not isinstance(event, _NEVER_HELD)]
        self.sent -= self._ring.take(held)
        if self._ring.bursts:
            self._let_go()
        return ()

    def _let_go(self) -> None:
        """Hold nothing back any more."""
        ring, self._ring = self._ring, None
        self._leave(ring.all() if ring is not None else [], 0)

    def _leave(self, held: Sequence[Packed], dropped: int) -> None:
        """Send what was held back; ``dropped`` events never will be."""
        self.sent -= dropped
        for start in range(0, len(held), BATCH):
            self._send_on(held[start : start + BATCH])

    def _send_on(self, batch: Sequence[Packed]) -> None:
        batch = self._within_limits(batch)
        if batch:
            self._size += self._send(batch)

    def _within_limits(self, batch: Sequence[Packed]) -> Sequence[Packed]:
        if self.full:
            return [event for event in batch if isinstance(event, _ALWAYS)]
        if sites := _sites(batch):
            self._outline.meet(batch)
        if self._outlined:
            whole, batch = len(batch), [*self._untold, *self._outline.of(batch)]
            self.sent -= whole - len(batch)
            self._untold = ()
        room = self._most - self._count
        self._count += len(batch) - sites
        if self._count <= self._most and self._size < self._limits.size:
            return self._told(batch)
        self.full = True
        kept = first(batch, room) if self._size < self._limits.size else ()
        rest = [event for event in batch[len(kept) :] if isinstance(event, _ALWAYS)]
        return (*kept, Limit(self._reason()), *rest)

    def _told(self, batch: Sequence[Packed]) -> Sequence[Packed]:
        """A batch there is room for; where little is left after it, the next one tells so."""
        used = max(self._count / self._limits.events, self._size / self._limits.size)
        if used > PLENTY:
            self.on_plenty()
        if used > NEARLY_ALL and not self._outlined:
            self._outlined, self._untold = True, (Limit(LEFT_OUT),)
        return batch

    def _reason(self) -> str:
        if self._size >= self._limits.size:
            return f"steps after the first {self._limits.size / 2**20:.0f} MB"
        if self._most < self._limits.events:
            return "most of what it did after it was told to stop"
        return f"steps after the first {self._limits.events:,}"
