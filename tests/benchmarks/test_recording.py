"""What recording costs, beside the bare engine; and what a seek in a long recording does.

The aims are 1.5 times the bare engine for a training loop, 3 times for a loop of scalars, and 16
milliseconds for a seek anywhere. Recording is not there: by processor time it takes 2.4 and 4.8
times on Python 3.11, and 1.8 times where the layers are 784-512-512-10; on 3.12 and 3.13, which
trace nothing but the program's own lines, hardly less. What stands in the way, in microseconds a
step (the best of interleaved rounds, on a busy machine):

Scalars, 130 bare. An observer that does nothing takes 50, as its backward pass goes node by node,
and to let Python call a tracer that does nothing takes 100 more: 2.1 times, and nothing is
recorded. Of the 157 events of a step each may then take 0.6. But an operation on two numbers takes
0.9 to be compared with how its place was last passed and put down, a line 1.0, a name 0.6, a node
0.4, and each of them 0.1 to 0.6 to be encoded and let go: that is Python at work, no single part
of it above a fifth. To pack each event into bytes of its own was tried, and changes nothing.
Counted in instructions, which a busy machine does not change, 3.6 times: 0.82 million bare, 1.11
watched by nobody who records, 1.98 followed as well, 2.54 with operations and nodes, 3.00 with
lines and names. So to be followed costs more than the program: on 3.11 each operation enters a
function of the engine's, for which Python makes a frame and a dict of its variables to ask whether
to look inside, and each answer switches tracing off until the operation is told.

Training, 700 bare. An observer that does nothing takes 60. Minimum, maximum, mean, deviation and a
sample of twelve large arrays take 310, of which 190 are the statistics. To encode takes less than
can be measured. The rest, 550, are those of 45 events and of what Python traces: while it does,
every instruction of the engine's costs as well, so that a whole ``nn.Sequential`` of layers, an
optimiser's step, a backward pass and a call that is given nothing but numbers run untraced.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import engine
from engine.observer import watching
from inspector.model.graphs.ahead import Ahead
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import AnyEvent
from inspector.model.recordings.files import load, save
from inspector.model.recordings.packing import Unpacker
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.wire import encode_packed
from inspector.model.reports.accounts import Accounts
from inspector.model.session import Session
from inspector.runner.child.program import Program
from inspector.runner.following.by_version import follower_of
from inspector.runner.following.lines import Lines
from inspector.runner.following.statements import headers
from inspector.runner.limits import Limits
from inspector.runner.recording.places import Places
from inspector.runner.recording.recorder import Recorder
from inspector.runner.sending.sink import Sink
from inspector.runner.sending.sites import Counter

TRAINING = """\
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10)
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
inputs, targets = torch.randn(32, 784), torch.randint(0, 10, (32,))

def loop(steps):
    for step in range(steps):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        optimizer.step()
"""
SCALARS = """\
w = torch.tensor(0.5, requires_grad=True)
points = [torch.tensor(n / 10) for n in range(10)]

def loop(steps):
    for step in range(steps):
        total = torch.tensor(0.0)
        for x in points:
            error = w * x - 2.0 * x
            total = total + error * error
        total.backward()
        w.grad = None
"""
UNBOUNDED = Limits(events=10**9, size=10**15)


def bare(source: str) -> Callable[[int], object]:
    """The loop of a program, on the engine alone."""
    scope: dict[str, Any] = {"torch": engine}
    exec(compile(source, "bare.py", "exec"), scope)
    return scope["loop"]


def recorded(source: str, keep: Callable[[list[Any]], object]) -> Callable[[int], object]:
    """The loop of a program while it is followed, recorded and encoded, but not sent."""
    program = Program(source, "loop.py")
    code = program.compile()
    counter = Counter()
    sink = Sink(lambda batch: len(encode_packed(list(batch))) + bool(keep(list(batch))), UNBOUNDED)
    recorder = Recorder(sink, Places("loop.py"), counter)
    lines = Lines("loop.py", headers(program.parse()), sink, recorder, counter)
    follower = follower_of(lines, code)
    recorder.follow(follower)
    scope: dict[str, Any] = {"torch": engine}
    with watching(recorder):
        exec(code, scope)

    def loop(steps: int) -> None:
        before = sys.gettrace()
        follower.start()
        try:
            with watching(recorder):
                scope["loop"](steps)
        finally:
            follower.stop()
            sys.settrace(before)
            sink.flush()

    return loop


@pytest.mark.parametrize("way", ["bare", "recorded"])
@pytest.mark.parametrize("source", [TRAINING, SCALARS], ids=["training", "scalars"])
def test_recording_a_loop(benchmark: BenchmarkFixture, source: str, way: str) -> None:
    loop = bare(source) if way == "bare" else recorded(source, lambda batch: 0)
    loop(3)
    benchmark.pedantic(loop, (10,), rounds=100, warmup_rounds=2)


def long(turns: int) -> Recording:
    """A recording of so many turns of the loop of scalars, about 160 events each."""
    unpack, recording = Unpacker().unpack, Recording(SCALARS, "loop.py")
    recorded(SCALARS, lambda batch: recording.extend(unpack(batch)))(turns)
    return recording


def test_what_the_window_asks_at_a_seek(benchmark: BenchmarkFixture) -> None:
    session = Session()
    session.open_recording(long(300))
    accounts, chance = Accounts(session.recording), random.Random(1)

    def seek() -> int:
        session.go(chance.randrange(len(session.recording)))
        moment = session.moment
        asked = session.appearance, session.sentence, accounts.at(session), session.hits.all
        return len(asked) + len(moment.variables()) + len(moment.output)

    assert len(session.recording) > 10_000
    assert benchmark(seek) >= 4


def test_opening_a_long_recording(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    path = tmp_path / "long.trace"
    save(long(300), path)

    def opened() -> float:
        recording, _ = load(path)
        return max(Ahead(recording, Session().view).work())

    assert benchmark.pedantic(opened, rounds=5) == 1.0


def test_a_seek_in_a_recording(benchmark: BenchmarkFixture) -> None:
    unpack, events = Unpacker().unpack, list[AnyEvent]()
    recorded(SCALARS, lambda batch: events.extend(unpack(batch)))(300)
    recording = Recording(SCALARS, "loop.py")
    recording.extend(events)
    chance = random.Random(1)

    def seek() -> int:
        moment = Moment(recording, chance.randrange(len(recording)))
        return len(moment.variables())

    assert len(recording) > 10_000
    assert benchmark(seek) >= 0
