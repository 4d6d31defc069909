"""Runs the user's program in this process and tells the parent everything that happens."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from types import FrameType
from typing import TextIO

import msgspec

import engine
from engine.observer import WATCH
from inspector import __version__
from inspector.model.recordings.events import End, Error, Limit, Warned
from inspector.model.recordings.origin import Origin
from inspector.model.recordings.wire import (
    Answer,
    Break,
    Code,
    Frame,
    Grant,
    Hold,
    Pause,
    Resume,
    Start,
)
from inspector.model.uncollected import kept
from inspector.runner import strays
from inspector.runner.child import guard
from inspector.runner.child.apart import set_apart
from inspector.runner.child.asking import Questions
from inspector.runner.child.channel import Channel
from inspector.runner.child.failing import failing
from inspector.runner.child.fence import fence
from inspector.runner.child.pieces import Pieces
from inspector.runner.child.program import Program, become_main, exit_status, remember_source
from inspector.runner.child.prompt import Prompt, join_threads
from inspector.runner.child.streams import Output, Reader, Writer
from inspector.runner.child.tracebacks import (
    cut,
    message_of,
    place_of,
    show,
    tell_of_threads,
    text_of,
)
from inspector.runner.following.attention import Attention
from inspector.runner.following.by_version import follower_of
from inspector.runner.following.follower import Follower
from inspector.runner.following.lines import Lines, Stopped
from inspector.runner.following.statements import headers
from inspector.runner.heartbeat import open_beat
from inspector.runner.limits import Limits
from inspector.runner.recording.keeping import Keeping
from inspector.runner.recording.places import Places
from inspector.runner.recording.recorder import Recorder
from inspector.runner.recording.replacing import Replacer
from inspector.runner.sending.sink import Sink
from inspector.runner.sending.sites import Counter

STOPPED = 130
_ENDING = 0.2
"""Seconds that a thread may still take to send, where the process is made to leave."""
HEARING = 0.2
"""Seconds in which a message that was sent is heard."""
_PYTHON = ".".join(map(str, sys.version_info[:3]))


class Child:
    """One run of a program, from its start to the end of this process."""

    def __init__(self, channel: Channel, start: Start) -> None:
        limits = self.limits = msgspec.convert(start.limits, Limits)
        self.channel = channel
        self.program = Program(start.source, start.name, start.arguments, start.folder)
        self.sink = Sink(channel.send, limits)
        self.output = Output(self.sink.text, limits)
        self.out = Writer("stdout", 1, self.output, limits)
        self.err = Writer("stderr", 2, self.output, limits)
        self.places = Places(start.name)
        self.counter = Counter()
        self.recorder = Recorder(self.sink, self.places, self.counter)
        self.beat = channel.beat = open_beat(start.beat)
        self.follower: Follower | None = None
        self.attention = Attention()  # what is asked of it before it begins counts, too
        self.attention.hold_at(start.holds)
        self.stopping = self.ended = False
        self.questions = Questions(self.sink, self.line, self.err.write, start.asks)
        self.pieces = Pieces(self.program)
        self.prompt = Prompt(self.sink, self.pieces, self.attempt)
        self.end = End(0)
        self._stays = start.stays
        self._replacer = Replacer(self.recorder, self.sink, start.replacements)
        self._replaces = bool(start.replacements)
        self._owner = os.getpid()

    def line(self) -> int:
        """The line that runs now, 0 where that is not known."""
        return self.follower.lines.line if self.follower is not None else 0

    def run(self) -> int:
        """Run the program to its end; the exit status Python would give."""
        self.end = self.attempt(self._execute)
        if self._stays and self.end.reason != "stopped" and os.getpid() == self._owner:
            self._stay()
        return self.end.status

    def attempt(self, work: Callable[[], None]) -> End:
        """Do what is the program's, and say how that ended."""
        try:
            work()
        except SystemExit as leaving:
            status, text = exit_status(leaving)
            self.err.write(text)
            return End(status, "exit")
        except Stopped:
            return End(STOPPED, "stopped")
        except BaseException as error:  # noqa: BLE001  (whatever a program can raise)
            self.end = End(1, "error")  # whatever becomes of telling it
            return self._fail(error)
        return End(0)

    def _stay(self) -> None:
        """Tell that the program has ended, and run what is given to it from now on."""
        if self.follower is None:
            return
        try:
            join_threads()
            guard.end_early(self.finish)
        except Stopped:
            self.end = End(STOPPED, "stopped")
            return
        self._tell_end()
        scope = sys.modules["__main__"].__dict__
        with contextlib.suppress(Stopped):
            self.prompt.stay(self.follower, self.recorder, scope)

    def _execute(self) -> None:
        remember_source(self.program)
        code = self.program.compile()
        lines = Lines(
            self.program.filename,
            headers(self.program.parse()),
            self.sink,
            self.recorder,
            self.counter,
            self.beat,
            self.attention,
        )
        self.follower = follower_of(lines, code)
        module = become_main(self.program)
        set_apart(module)
        self.sink.on_full = self._filled
        self.sink.on_plenty = self.sample
        self.recorder.follow(self.follower)
        if self._replaces:
            self._replacer.start(self.follower)
        WATCH.observer = self.recorder
        follower = self.follower
        lines.hold = lambda frame, line: self.prompt.hold(follower, frame, line)
        self.follower.start()
        try:
            exec(code, module.__dict__)
        finally:
            self.follower.stop()

    def _fail(self, error: BaseException) -> End:
        """The program ended with an exception: tell where, and print what Python prints."""
        text = text_of(error, self.program.filename, self.pieces.called)
        line, columns, end_line = place_of(error, self.places)
        node, at = self.recorder.failure.node(error), failing(error, self.recorder.graph.known)
        kind, message = type(error).__name__, message_of(error)
        try:
            show(text, error, self.err.write)
        finally:
            self.sink.add(
                Error(
                    kind, message, line, columns, end_line, text, node, at.name, at.symbol,
                    at.operands if node is None else (),
                )
            )  # fmt: skip
        return End(1, "error")

    def sample(self) -> None:
        """Go on with a part of the turns of each loop, as the recording is large already."""
        if self.follower is not None and self.follower.lines.sampler is None:
            lines, tell = self.follower.lines, self._tell_left_out
            lines.sampler = Keeping(self.recorder, lines, self.sink, tell).sampler

    def _tell_left_out(self, line: int) -> None:
        self.sink.add(Limit(f"most turns of the loop in line {line}, which do nothing new"))

    def _filled(self) -> None:
        """Nothing more is recorded; what is to stop is followed until it does."""
        if self.stopping:
            WATCH.observer = None
        else:
            self.unwatch()

    def unwatch(self) -> None:
        """Let the program go on unrecorded."""
        WATCH.observer = None
        if self.follower is not None:
            self.follower.stop()

    def finish(self, patience: float = -1) -> None:
        """Send the rest of the recording and its end; what is written after that goes nowhere.

        ``patience`` : seconds to wait for a thread that is sending; by itself until it is done.
        """
        WATCH.observer = None
        self._tell_end(patience)
        self.detach()

    def _tell_end(self, patience: float = -1) -> None:
        """Send what has been printed, and once that the program is over."""
        for writer in (self.out, self.err):
            writer.finish()
        self.output.close()
        if self.stopping and self.end.reason == "finished":
            self.end = End(STOPPED, "stopped")
        if not self.ended:
            self.ended = True
            self.sink.add(self.end)
        self.sink.drain(patience)

    def detach(self) -> None:
        """Be an ordinary process from now on: after the end, or in a fork of the program."""
        self.unwatch()
        self.sink.mute()
        self.output.divert(_write_raw)

    def forked(self) -> None:
        """This is a copy of the process, made by the program; the run is not its business."""
        self.detach()
        self.channel.close()

    def stop(self) -> None:
        """End the program at its next line."""
        self.stopping = True
        self.attention.stop()
        self.sink.close_soon()
        self.channel.credit.bound(None)
        self.questions.give_up()
        self.prompt.order(None)

    def hear(self, message: Frame) -> None:
        """Do what the parent asks for, other than stop."""
        if isinstance(message, Grant):
            self.channel.credit.grant(message.batches)
        elif isinstance(message, Answer):
            self.questions.answer(message.text)
        elif isinstance(message, Code | Resume):
            self.prompt.order(message)
        elif isinstance(message, Break):
            if self.prompt.break_off(self.attention) and self.questions.waiting:
                self.questions.give_up()
        elif isinstance(message, Pause):
            self.attention.wait()
        elif isinstance(message, Hold):
            self.attention.hold_at(message.lines)

    def leave(self) -> None:
        """End the process though the program will not."""
        self.end = End(STOPPED, "stopped")
        self.finish(_ENDING)
        guard.vanish(STOPPED)

    def interrupted(self, signal: int, frame: FrameType | None) -> None:
        """Ctrl-C, by the parent or by the program itself.

        The parent says first that it stops the program; what has held the interpreter's lock
        (``re.match``) has kept that from being heard until now.
        """
        if self.prompt.resting:
            return
        if not self._ends():
            time.sleep(HEARING)
        if not self._ends():
            raise KeyboardInterrupt
        asks, spared = self.questions.waiting, self.prompt.running and not self.stopping
        if spared and not asks and self._is_ours(frame):
            return
        if self.follower is not None and not self.sink.busy:
            self.follower.rearm(frame)
            raise Stopped

    def _ends(self) -> bool:
        """Was what runs asked to end?"""
        return self.stopping or self.attention.stopping

    def _is_ours(self, frame: FrameType | None) -> bool:
        """Whether it is telling what the program does, which must come to its end."""
        while frame is not None and frame.f_code.co_filename != self.program.filename:
            if str(frame.f_globals.get("__name__", "")).startswith("inspector."):
                return True
            frame = frame.f_back
        return False

    def warned(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Tell of a warning, and print it as Python does."""
        where = lineno if filename == self.program.filename else 0
        self.sink.add(Warned(category.__name__, cut(str(message)), where))
        text = warnings.formatwarning(message, category, filename, lineno, line)
        (file or sys.stderr).write(text)


def _write_raw(stream: str, text: str) -> None:
    data = memoryview(text.encode("utf-8", "backslashreplace"))
    while data:
        data = data[os.write(1 if stream == "stdout" else 2, data) :]


def settle(child: Child) -> None:
    """Put streams, warnings, signals and forks in order, before the program is there."""
    sys.stdout = sys.__stdout__ = child.out  # type: ignore[misc,assignment]
    sys.stderr = sys.__stderr__ = child.err  # type: ignore[misc,assignment]
    sys.stdin = sys.__stdin__ = Reader(child.questions.ask)  # type: ignore[misc,assignment]
    warnings.showwarning = child.warned
    tell_of_threads(child.program.filename, child.pieces.called)
    guard.flush_before_leaving(child.sink.release)
    guard.flush_regularly(child.sink.flush)
    guard.interrupted_by(child.interrupted)
    guard.unsaid(Stopped)
    guard.forked_by(child.forked)
    guard.at_end(child.finish)


def stay_inside(start: Start) -> None:
    """Keep the program within its folders, before there is any thread but this one."""
    if start.temporary:
        os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), start.temporary))
        tempfile.tempdir = None
    if start.writable:
        fence(start.writable)


def main() -> int:
    """Wait for the program on the pipe, run it, and give its exit status."""
    guard.die_with_parent()
    channel = Channel.take_over()
    channel.leave_keeper(os.environ.get(strays.VARIABLE, ""))
    with kept():
        engine.install_as_torch()
    messages = channel.messages()
    start = next(messages, None)
    if not isinstance(start, Start):
        return 2
    if start.cwd is not None:
        os.chdir(start.cwd)
    child = Child(channel, start)
    stay_inside(start)
    settle(child)
    if start.credit:
        channel.credit.bound(start.credit)
    guard.limit_memory(child.limits.memory)
    guard.obey(messages, child.hear, child.stop, child.leave)
    channel.greet(Origin(__version__, _PYTHON, engine.initial_seed()))
    return child.run()
