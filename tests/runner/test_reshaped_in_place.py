"""Tensors that become another shape, or are given other memory, under the names they have."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Op
from inspector.model.recordings.recording import Recording
from tests.runner.running import record


def recorded(source: str) -> Recording:
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def tensor_called(moment: Moment, name: str) -> int:
    (frame,) = moment.variables()
    (found,) = (b.tensor for b in frame.bindings if b.name == name)
    assert found is not None
    return found


def changes(recording: Recording) -> list[Op]:
    return [e for e in recording.events if isinstance(e, Op) and e.in_place]


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("unsqueeze_(0)", (1, 2, 3)),
        ("t_()", (3, 2)),
        ("transpose_(0, 1)", (3, 2)),
        ("resize_(3, 1)", (3, 1)),
        ("set_(torch.ones(4))", (4,)),
    ],
)
def test_a_tensor_that_reshapes_itself_is_shown_in_its_new_shape(
    call: str, shape: tuple[int, ...]
) -> None:
    recording = recorded(f"y = torch.zeros(2, 3)\ny.{call}\n")
    moment = Moment(recording, len(recording))
    state = moment.tensor(tensor_called(moment, "y"))
    assert state is not None
    assert state.value.shape == shape
    assert len(changes(recording)) == 1


def test_what_a_reshaped_tensor_was_made_by_is_recorded_once_under_its_new_node() -> None:
    recording = recorded(
        "x = torch.ones(2, 3, requires_grad=True)\n"
        "y = x * 2\ny.unsqueeze_(0)\ny.sum().backward()\n"
    )
    made = [e for e in recording.events if isinstance(e, Op)]
    assert [e.name for e in made] == ["mul", "unsqueeze_", "sum"]
    assert [e.grad_fn for e in made] == ["MulBackward0", "UnsqueezeBackward1", "SumBackward0"]
    assert made[2].next[0].node == made[1].node


def test_adding_to_data_is_one_change_and_not_two() -> None:
    recording = recorded("w = torch.ones(2, requires_grad=True)\nw.data += 1.0\n")
    assert [e.name for e in changes(recording)] == ["add_"]


def test_a_change_under_no_grad_is_not_said_to_be_recorded_by_an_older_node() -> None:
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\ny = x * 2\nwith torch.no_grad():\n    y.mul_(3)\n"
    )
    (change,) = changes(recording)
    assert (change.name, change.node, change.grad_fn) == ("mul_", None, "")
