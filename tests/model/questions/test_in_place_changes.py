"""What stopped a pass is named where one asks why nothing arrived, and who has the gradient."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from inspector.model.moments.moment import Moment
from inspector.model.questions.gradients.absence import absence
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Error, Op
from inspector.model.recordings.recording import Recording
from tests.runner.running import record_all

OVERWRITTEN = """
x = torch.tensor([0.0, 1.0], requires_grad=True)
gate = torch.sigmoid(x)
gate += 1
gate.sum().backward()
"""
TWICE = """
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = torch.sigmoid(x)
y.sum().backward(retain_graph=True)
x.grad = None
raise ValueError("something else")
"""


def asked(source: str, name: str) -> tuple[Recording, Reason]:
    """Why a variable has no gradient, with the node that fails told as the child tells it."""
    recording = Recording(source)
    events = record_all(source)
    makers = [e.node for e in events if isinstance(e, Op) and e.name == "sigmoid"]
    recording.extend(
        replace(event, node=makers[0]) if isinstance(event, Error) and makers else event
        for event in events
    )
    moment = Moment(recording, len(recording))
    tensor = next(v.tensor for v in moment.variables()[-1].bindings if v.name == name)
    assert tensor is not None
    return recording, absence(moment, tensor)


def test_a_pass_that_an_in_place_change_stopped_names_who_changed_what() -> None:
    recording, why = asked(OVERWRITTEN, "x")
    assert why.text == (
        "The backward pass on line 5 stopped before it was reached: SigmoidBackward0 failed, as "
        "a tensor it had saved was changed in place (gate, by add_ on line 4)."
    )
    blamed = recording.events[why.index]
    assert isinstance(blamed, Op)
    assert blamed.in_place


def test_an_error_of_something_else_is_not_blamed() -> None:
    _, why = asked(TWICE, "x")
    assert why.text == "It was cleared by .grad = None on line 5."


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("w = torch.ones(2, requires_grad=True) * 0.5", "a leaf without a name, made on line 2"),
        ("a = torch.ones(2, requires_grad=True); w = a * 0.5", "Here mul on line 2 made it."),
    ],
)
def test_a_result_of_a_leaf_without_a_name_says_who_has_its_gradient(made: str, told: str) -> None:
    _, why = asked(f"\n{made}\nw.sum().backward()\n", "w")
    assert told in why.text
