"""The threads between a child's pipes and the mailbox: frames, raw output, and messages to it."""

from __future__ import annotations

import codecs
import contextlib
import os
import queue
import threading
from collections.abc import Callable
from typing import IO

from inspector.model.recordings import wire
from inspector.model.recordings.events import AnyEvent, Printed
from inspector.model.recordings.origin import Origin
from inspector.runner.clip import Clip
from inspector.runner.credit import Intake
from inspector.runner.limits import Limits
from inspector.runner.mailbox import Mailbox

_CHUNK = 1 << 16


class Pump:
    """Reads a child's frames and raw output as far as they are taken, and writes messages to it.

    ``ready`` is true from when the child begins with the program, whose ``origin`` is known then;
    ``complaint`` says what was wrong with a frame, after which no more of them are read.
    """

    def __init__(self, pipes: tuple[IO[bytes], IO[bytes], IO[bytes]], limits: Limits) -> None:
        self._mail: Mailbox[tuple[list[AnyEvent], bool]] = Mailbox(64)
        self._intake = Intake()
        self.complaint = ""
        self.ready = False
        self.origin = Origin()
        self._limits = limits
        self._outbox: queue.SimpleQueue[wire.Control | None] = queue.SimpleQueue()
        works = (self._write, self._read_frames, self._read_raw)
        self._threads = [
            threading.Thread(target=_with(pipe, work), daemon=True)
            for pipe, work in zip(pipes, works, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def reading(self) -> bool:
        """May anything still come?"""
        return any(thread.is_alive() for thread in self._threads[1:])

    @property
    def empty(self) -> bool:
        """Has all that was read been taken?"""
        return not len(self._mail)

    def take(self, wait: float = 0.0) -> list[AnyEvent] | None:
        """The next events, None if none come within ``wait`` seconds; the child may send more."""
        found = self._mail.take(wait)
        if found is None:
            return None
        events, counts = found
        if batches := self._intake.due(int(counts), more=not self.empty):
            self.send(wire.Grant(batches))
        return events

    def send(self, message: wire.Control) -> None:
        """Let the child have a message, soon."""
        self._outbox.put(message)

    def close(self, patience: float) -> None:
        """Let every thread end, at most ``patience`` seconds each."""
        self._outbox.put(None)
        self._mail.close()
        for thread in self._threads:
            thread.join(patience)

    def _write(self, descriptor: int) -> None:
        while (message := self._outbox.get()) is not None:
            rest = memoryview(wire.encode(message))
            while rest:
                rest = rest[os.write(descriptor, rest) :]

    def _read_frames(self, descriptor: int) -> None:
        decoder = wire.Decoder()
        try:
            while chunk := os.read(descriptor, _CHUNK):
                for frame in decoder.feed(chunk):
                    self.ready = True
                    if isinstance(frame, wire.Hello):
                        _check_version(frame)
                        self.origin = frame.origin
                    if not isinstance(frame, list):
                        continue
                    if not self._mail.put((frame, True)):
                        return
        except wire.WireError as error:
            self.complaint = str(error)

    def _read_raw(self, descriptor: int) -> None:
        """What the program's own children and C code print: a head of it, in short lines."""
        decode = codecs.getincrementaldecoder("utf-8")("backslashreplace").decode
        lines, room = Clip(self._limits.line), self._limits.output
        while chunk := os.read(descriptor, _CHUNK):
            text = lines.shorten(decode(chunk))[:room]
            room -= len(text)
            if text:
                text += "" if room else "\n[… the rest of this output is left out …]\n"
                self._mail.put(([Printed("stdout", text)], False))


def _check_version(hello: wire.Hello) -> None:
    if hello.version != wire.VERSION:
        raise wire.WireError(f"the child speaks version {hello.version}, not {wire.VERSION}")


def _with(pipe: IO[bytes], work: Callable[[int], None]) -> Callable[[], None]:
    def run() -> None:
        with pipe, contextlib.suppress(OSError):
            work(pipe.fileno())

    return run
