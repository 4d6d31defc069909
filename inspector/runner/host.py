"""The parent's end of a run: starts the child, reads its events, stops it, sees how it ended."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence

from inspector.model.recordings import wire
from inspector.model.recordings.events import Answered, AnyEvent, Asked, End, Paused, Statement
from inspector.model.recordings.origin import Origin
from inspector.runner import process
from inspector.runner.heartbeat import Heartbeat
from inspector.runner.job import Job
from inspector.runner.ladder import Ladder, Rung
from inspector.runner.pump import Pump
from inspector.runner.scratch import Scratch
from inspector.runner.spare import Spare

GRACE = 0.3
_PATIENCE = 1.0
_TALK = frozenset({Asked, Answered, Paused, End})


class Run:
    """One run of a program in a child process.

    ``read`` gives its events as they come, the last of which is always an ``End``, and lets the
    stop ladder and the time limit advance: call it regularly, from the thread that called
    ``start`` (on Linux the child dies with that thread). Nothing waits longer than it is told to.
    A ``spare`` child that is there already makes it begin at once.

    ``ended`` : the program has, which its ``End`` told, and its child is kept for further code.
    """

    def __init__(self, job: Job, spare: Spare | None = None) -> None:
        self.job = job
        self.alive = False
        self._spare = spare
        self._scratch: Scratch | None = None
        self._beat: Heartbeat | None = None
        self.ended = self._stayed = self._given = False
        self._ladder: Ladder | None = None
        self._asked = ""
        self._began = self._exited = self._told_at = 0.0
        self._line = self._kept = self._questions = 0
        self._looked = 0.0
        self._told: End | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the child and hand it the program; raises OSError where that is impossible."""
        spare = self._spare.take() if self._spare is not None else None
        child = self._child = spare or process.start()
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        self._pump = Pump((child.stdin, child.stdout, child.stderr), self.job.limits)
        scratch = self._scratch = Scratch()
        self._beat = Heartbeat(scratch.beat)
        self._pump.send(self.job.message(scratch.beat, scratch.files))
        self.alive = True

    def read(self, budget: float, wait: float = 0.0, most: float = float("inf")) -> list[AnyEvent]:
        """What has happened since, working on it for ``budget`` seconds.

        Where nothing has, it waits up to ``wait`` seconds for something to happen. With ``most``
        events in hand it does not look for more.
        """
        now = time.monotonic()
        deadline = now + budget
        self.tick(now)
        found: list[AnyEvent] = []
        batch = self._pump.take(wait) if self.alive else None
        while batch is not None:
            found += self._noted(batch) if batch else []
            more = len(found) < most and time.monotonic() < deadline
            batch = self._pump.take() if more else None
        return found + self._last_words()

    def answer(self, text: str | None) -> None:
        """Give the program the line it waits for, or with None the end of its input."""
        if self.alive:
            self._pump.send(wire.Answer(text))

    def give(self, text: str, line: int, shown: int = 0, name: str = "") -> None:
        """Run code in the namespace of a program that has ended or waits; see ``Given``."""
        if self.alive:
            self.ended, self._given = False, True
            self._began = time.monotonic()
            self._pump.send(wire.Code(text, line, shown, name))

    def pause(self) -> None:
        """Let the program wait before its next statement."""
        if self.alive:
            self._pump.send(wire.Pause())

    def resume(self) -> None:
        """Let a program that waits go on."""
        if self.alive:
            self._pump.send(wire.Resume())

    def hold_at(self, lines: Sequence[int]) -> None:
        """Let the program wait before these lines, and no others."""
        if self.alive:
            self._pump.send(wire.Hold(tuple(lines)))

    def stop(self, reason: str = "stopped") -> None:
        """Make what runs end within two seconds, whatever it is doing; returns at once.

        Where that is code that was given, the program that it was given to stays, unless the
        code obeys neither the request nor an interrupt.
        """
        if self.alive and self._ladder is None and self._child is not None:
            self._asked = reason
            self._ladder = Ladder(self._rungs(self._child), time.monotonic())
            self.tick(time.monotonic())

    def _rungs(self, child: subprocess.Popen[bytes]) -> Sequence[Rung]:
        """What makes the child end, or what was given to it."""
        if not self._pump.ready:
            return ((0.0, lambda: process.kill_group(child)),)
        if self._given:
            return (
                (0.0, lambda: self._pump.send(wire.Break())),
                (0.4, lambda: process.interrupt(child)),
                (1.5, lambda: process.kill_group(child)),
            )
        return (
            (0.0, lambda: self._pump.send(wire.Stop())),
            (0.25, lambda: process.interrupt(child)),
            (0.8, lambda: process.terminate(child)),
            (1.0, lambda: process.kill_group(child)),
        )

    def tick(self, now: float) -> None:
        """Let the time be ``now`` (of ``time.monotonic``)."""
        if not self.alive or self._child is None:
            return
        if self._pump.ready and not self._began:
            self._began = now
        if self._questions:  # that is the person's time
            self._began += now - self._looked
        self._looked = now
        seconds = self.job.limits.seconds
        timed = seconds is not None and self._began and not self.ended
        if timed and now - self._began >= (seconds or 0):
            self.stop("timeout")
        if self._ladder is not None:
            self._ladder.climb(now)
        if not self._exited and self._child.poll() is not None:
            self._exited = now
            process.kill_group(self._child)
            process.end_strays(self._child)
        lingers = self._told is not None and now - self._told_at > _PATIENCE
        if self._pump.complaint or (lingers and not self._exited):
            process.kill_group(self._child)

    @property
    def began(self) -> float:
        """When the program, or what was given to it last, began by ``time.monotonic``; or 0."""
        return self._began

    @property
    def origin(self) -> Origin:
        """What records the program, as far as it has begun."""
        return self._pump.origin

    def close(self) -> None:
        """End the child, and what it started, at once; nothing of the run remains."""
        self.alive = False
        if self._child is not None:
            process.kill_group(self._child)
            process.end_strays(self._child)
            self._pump.close(_PATIENCE)
            self._child.wait()
            self._child = None
        if self._beat is not None:
            self._beat.close()
            self._beat = None
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None

    def _noted(self, batch: list[AnyEvent]) -> list[AnyEvent]:
        """The batch without its End, which waits for what is still in the pipes."""
        last = batch[-1]
        done = End if self._stayed else Paused
        if self._given and any(isinstance(event, done) for event in batch):
            self._given, self._asked, self._ladder = False, "", None
        if self.job.stays and any(map(_leaves_namespace, batch)):
            self.ended = self._stayed = True
        elif isinstance(last, End):
            self._told, self._told_at = last, time.monotonic()
            batch = batch[:-1]
        self._kept += len(batch)
        for talk in [type(event) for event in batch if type(event) in _TALK]:
            if talk is Asked:
                self._questions += 1
            else:  # a question that was broken off is answered by nobody
                self._questions = max(0, self._questions - 1) if talk is Answered else 0
        lines = (event.line for event in reversed(batch) if isinstance(event, Statement))
        self._line = next(lines, self._line)
        return batch

    def _last_words(self) -> list[AnyEvent]:
        """The End, once the child is gone and its pipes are empty (or held by strangers)."""
        if not self.alive or not self._exited or not self._pump.empty:
            return []
        if self._pump.reading and time.monotonic() - self._exited < GRACE:
            return []
        end = [] if self.ended else [self._end()]
        self.close()
        return list(end)

    def _end(self) -> End:
        told, status = self._told, self._child.returncode if self._child is not None else 0
        if told is not None and told.reason != "stopped":
            return told
        status = told.status if told is not None else 128 - status if status < 0 else status
        return End(status, self._asked or "died", self._story())

    def _story(self) -> str:
        """How the run ended, where it was then, and how much of it there is."""
        line = (self._beat.line if self._beat is not None else 0) or self._line
        where = f" in line {line}" if line else ""
        events = "1 event was" if self._kept == 1 else f"{self._kept:,} events were"
        there_were = self._beat.events if self._beat is not None and self._told is None else 0
        lost = there_were - self._kept
        missing = f", the last {lost:,} before its end were lost" if lost > 0 else ""
        return f"{self._how()}{where}; {events} kept{missing}."

    def _how(self) -> str:
        """How the run ended."""
        assert self._child is not None
        if self._pump.complaint:
            return f"The run was given up: {self._pump.complaint}"
        if self._given and self._asked:
            return "What was given heeded no interrupt, so the program was ended with it"
        if self._beat is not None and self._beat.unheard and not self._asked:
            return "The program closed the descriptors it is recorded through, and went on unseen"
        if self._asked == "stopped":
            return "Stopped"
        if self._asked == "timeout":
            return f"The time limit of {self.job.limits.seconds or 0:g} seconds was reached"
        return process.ending(self._child.returncode)


def _leaves_namespace(event: AnyEvent) -> bool:
    """Whether the program, or what was given to it, has ended and can be given more."""
    return isinstance(event, End) and event.reason != "stopped"
