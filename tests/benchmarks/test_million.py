"""A recording of a million events: opening it, what it takes in memory, a seek anywhere.

The aims are 16 milliseconds for a seek, and progress that is shown while it opens. With ``-s``
the bytes an event takes are printed: of the recording alone, and with all that the window asks.
"""

from __future__ import annotations

import gc
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from inspector.model.graphs.ahead import Ahead
from inspector.model.recordings.files import Opening, loading, save
from inspector.model.recordings.packing import Unpacker
from inspector.model.recordings.recording import Recording
from inspector.model.reports.accounts import Accounts
from inspector.model.session import Session
from tests.benchmarks.test_recording import SCALARS, recorded

MILLION = 1_000_000
TURNS = 500


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A loop of scalars that ran until there were a million events, on disk.

    It is written by another process: what this one had let go of before would be taken again by
    what is opened, and not be counted.
    """
    path = tmp_path_factory.mktemp("million") / "million.trace"
    subprocess.run((sys.executable, "-m", __name__, str(path)), check=True)
    return path


def write(path: Path) -> None:
    """Record a million events."""
    unpack, recording = Unpacker().unpack, Recording(SCALARS, "loop.py")
    loop = recorded(SCALARS, lambda batch: recording.extend(unpack(batch)))
    while len(recording) < MILLION:
        loop(TURNS)
    save(recording, path)


@pytest.fixture(scope="module")
def session(trace: Path) -> Iterator[Session]:
    """The recording as the window has it, opened, followed, and passed over by the collector."""
    before = resident()
    opened = [piece for piece in loading(trace) if isinstance(piece, Opening)]
    (recording,) = (piece.recording for piece in opened)
    loaded = resident()
    session = Session()
    ahead = Ahead(recording, session.view)
    list(ahead.work())
    session.open_recording(recording, ahead)
    assert session.graph.vertices
    each = [(now - before) / len(recording) for now in (loaded, resident())]
    print(f"{len(recording):,} events of {each[0]:.0f} bytes, {each[1]:.0f} with all indices")
    gc.freeze()
    yield session
    gc.unfreeze()


def resident() -> int:
    """Bytes of memory this process has now; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_a_seek_among_a_million_events(benchmark: BenchmarkFixture, session: Session) -> None:
    accounts, chance = Accounts(session.recording), random.Random(1)

    def seek() -> int:
        session.go(chance.randrange(MILLION))
        moment = session.moment
        asked = session.appearance, session.sentence, accounts.at(session), session.hits.all
        return len(asked) + len(moment.variables()) + len(moment.output)

    assert benchmark.pedantic(seek, rounds=100) >= 4


def test_opening_a_million_events(benchmark: BenchmarkFixture, trace: Path) -> None:
    def opened() -> int:
        *shares, last = loading(trace)
        assert isinstance(last, Opening)
        view = Session().view
        return len(shares) + len(list(Ahead(last.recording, view).work()))

    assert benchmark.pedantic(opened, rounds=1) > 1_000, "progress is told a thousand times"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
