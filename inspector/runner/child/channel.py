"""The child's end of its pipes, moved out of the reach of the program that it runs.

The program finds descriptor 0 empty, and 1 and 2 both on the pipe of raw output: nothing it (or a
process it starts, or C code) reads or writes can touch the frames.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence

from inspector.model.recordings import wire
from inspector.model.recordings.origin import Origin
from inspector.model.recordings.packing import Packed
from inspector.runner.child.keeper import leave_keeper
from inspector.runner.credit import Credit, weight
from inspector.runner.heartbeat import UNHEARD, open_beat

_CHUNK = 1 << 16


class Channel:
    """Frames to and from the parent; ``beat`` is where it reads that some could not be sent."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._owner = os.getpid()
        self._decoder = wire.Decoder()
        self.credit = Credit()
        self.beat = open_beat("")

    @classmethod
    def take_over(cls) -> Channel:
        """Claim the pipes that the process was started with."""
        incoming, outgoing = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        return cls(incoming, outgoing)

    def send(self, events: Sequence[Packed]) -> int:
        """Write events as frames, when there is credit for them; how many bytes.

        A forked child of the program writes none.
        """
        if os.getpid() != self._owner:
            return 0
        frames = wire.encode_packed(list(events))
        self.credit.spend(weight(len(frames), len(events)))
        return self._write(frames)

    def greet(self, origin: Origin) -> None:
        """Tell the parent that the program begins now, and what will record it."""
        self._write(wire.encode(wire.Hello(wire.VERSION, self._owner, origin)))

    def _write(self, frame: bytes) -> int:
        rest = memoryview(frame)
        while rest:
            try:
                rest = rest[os.write(self._outgoing, rest) :]
            except OSError:
                self.beat[UNHEARD] = 1
                raise
        return len(frame)

    @property
    def _closed(self) -> bool:
        """Whether the program has closed the way to the parent."""
        try:
            os.fstat(self._outgoing)
        except OSError:
            return True
        return False

    def messages(self) -> Iterator[wire.Frame]:
        """What the parent says, until it is gone."""
        while chunk := self._read():
            yield from self._decoder.feed(chunk)
        if self._closed:
            self.beat[UNHEARD] = 1

    def _read(self) -> bytes:
        try:
            return os.read(self._incoming, _CHUNK)
        except OSError:
            return b""

    def leave_keeper(self, mark: str) -> None:
        """Let all that has the mark of this run end once the parent is gone."""
        leave_keeper(self._incoming, mark)

    def close(self) -> None:
        """Leave the pipes to others, as a forked process must."""
        for descriptor in (self._incoming, self._outgoing):
            with contextlib.suppress(OSError):
                os.close(descriptor)
