"""A run is recorded without asking a view for the history that its program has not asked for."""

from __future__ import annotations

from inspector.model.recordings.events import Limit
from tests.runner.running import record

CHANGED = """\
import engine as torch
b = torch.ones(2, 3, requires_grad=True) * 2
kept, lost = b[0], b.unbind()[0]
b.mul_(3)
b.detach_()
assert kept.grad_fn.next_functions == ((None, 0),)
"""


def test_a_change_of_a_base_is_recorded_though_a_view_has_lost_its_history() -> None:
    events = record(CHANGED)
    assert not [each for each in events if isinstance(each, Limit)]
    assert any(getattr(each, "name", "") == "mul_" for each in events)
    assert "AssertionError" not in str(events)
