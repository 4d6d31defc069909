"""A reader who tries another value stays at the place where they were."""

from __future__ import annotations

from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import Replacement
from inspector.model.session import Session
from inspector.model.trials.trial import Trial
from inspector.shell.execution.return_point import ReturnPoint
from tests.runner.running import record

SOURCE = "x = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()\n"
NUDGED = Replacement(1, shift=0.1)


def made(*replacements: Replacement) -> Recording:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE, replacements=replacements))
    return recording


def tried(session: Session, *replacements: Replacement) -> Recording:
    """Show the run with other values, as the process that runs it does."""
    trial = session.trials.of(session.recording)
    base = session.recording if trial is None else trial.base
    place, now = ReturnPoint(session), made(*replacements)
    session.trials.begin(Trial(base, replacements), now)
    session.open_recording(now)
    place.revisit()
    return now


def test_step_and_selection_are_the_same_in_the_next_run_and_the_one_after() -> None:
    session = Session()
    session.open_recording(made())
    session.go(session.recording.of_kind(NodeBackward)[0] + 1)
    key = session.graph.by_tensor[1].key
    session.select(key)
    for replacements in ((NUDGED,), (NUDGED, NUDGED)):
        now = tried(session, *replacements)
        assert session.step == now.of_kind(NodeBackward)[0] + 1
        assert session.selection == key


def test_who_was_at_the_end_is_at_the_end_and_who_has_moved_stays() -> None:
    session = Session()
    session.open_recording(made())
    place = ReturnPoint(session)
    now = tried(session, NUDGED)
    assert session.step == len(now)
    session.go(3)
    place.revisit()
    assert session.step == 3
