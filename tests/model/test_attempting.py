"""Trying another value from anywhere, and finding the same place again in the new run."""

from __future__ import annotations

import pytest

from inspector.commands import COMMANDS
from inspector.model.attempting import attempt, leaf_at
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import Accumulate, NodeBackward
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import Replacement
from inspector.model.trials.comparing import revisited
from inspector.model.trials.trial import Trial
from tests.runner.running import record
from tests.support.hosts import FakeHost

SOURCE = "x = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()\n"


def made(*replacements: Replacement) -> Recording:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE, replacements=replacements))
    return recording


def asked(host: FakeHost) -> list[Trial]:
    wanted: list[Trial] = []
    host.session.trials.wanted.connect(wanted.append)
    return wanted


def test_every_step_is_found_again_in_the_run_with_another_value() -> None:
    base, now = made(), made(Replacement(1, shift=1.0))
    for kind in (NodeBackward, Accumulate):
        for old, new in zip(base.of_kind(kind), now.of_kind(kind), strict=True):
            assert revisited(base, now, old + 1) == new + 1
    assert revisited(base, now, len(base)) == len(now)


@pytest.mark.parametrize(("name", "shift"), [("nudge_up", 0.001), ("nudge_down", -0.001)])
def test_a_key_nudges_the_selected_leaf(name: str, shift: float) -> None:
    host = FakeHost(made())
    nudge = COMMANDS[f"trying.{name}"]
    assert not nudge.enabled(host)
    host.session.select(host.session.graph.by_tensor[1].key)
    assert nudge.enabled(host)
    wanted = asked(host)
    nudge.run(host)
    assert [one.shift for one in wanted[0].replacements] == [shift]


def test_a_key_asks_for_the_value_on_the_card_of_the_selected_leaf() -> None:
    host, keys = FakeHost(made()), list[str]()
    host.session.trials.typing.connect(keys.append)
    host.session.select(host.session.graph.by_tensor[1].key)
    COMMANDS["trying.edit_value"].run(host)
    assert keys == [host.session.selection]


def test_arithmetic_is_done_with_what_the_leaf_held_when_it_is_replaced() -> None:
    source = SOURCE + "with torch.no_grad():\n    x -= 1\n"
    recording = Recording(source)
    recording.extend(record(source))
    host = FakeHost(recording)
    wanted = asked(host)
    host.session.go(len(recording))
    leaf = leaf_at(host.session, host.session.graph.by_tensor[1].key)
    assert leaf is not None
    for version in (0, 1):
        assert attempt(host.session, leaf, "x + 1", version) == ""
    found = [one.value for trial in wanted for one in trial.replacements]
    assert [array(one).item() for one in found if one is not None] == [4.0, 3.0]


def test_what_is_no_value_is_said_and_not_tried() -> None:
    host = FakeHost(made())
    wanted = asked(host)
    leaf = leaf_at(host.session, host.session.graph.by_tensor[1].key)
    assert leaf is not None
    assert attempt(host.session, leaf, "three") != ""
    assert leaf_at(host.session, host.session.graph.by_tensor[2].key) is None
    assert wanted == []
