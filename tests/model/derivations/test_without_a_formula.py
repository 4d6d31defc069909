"""Nodes that have no formula: a person's own function, a change of a part in place."""

from __future__ import annotations

from msgspec.structs import replace

from inspector.model.derivations.arriving import incoming
from inspector.model.derivations.deriving import derivations
from inspector.model.moments.moment import Moment
from inspector.model.questions.gradients.paths import routes
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.recording import Recording
from tests.runner.running import record_all

OWN = """\
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        return gradient * 2 * ctx.saved_tensors[0]

x = torch.tensor([1.0, -2.0], requires_grad=True)
"""
PART = """\
x = torch.tensor([0.5, -1.5, 2.0], requires_grad=True)
y = x * 2
y[1:] *= x[1:]
y.sum().backward()
"""


def end_of(source: str) -> Moment:
    recording = Recording(source)
    recording.extend(record_all(source))
    return Moment(recording, len(recording))


def leaf(moment: Moment) -> int:
    return next(one for one in moment.recording.tensors.born if moment.name(one) == "x")


def test_what_a_function_of_ones_own_sent_is_part_of_the_only_path_through_it() -> None:
    end = end_of(f"{OWN}(Square.apply(x) * 3).sum().backward()\n")
    found = routes(end, leaf(end))
    assert found is not None
    assert found.adds_up
    assert [path.value.tolist() for path in found.paths if path.value is not None] == [[6, -12]]


def test_what_it_sent_for_several_paths_at_once_is_the_product_of_none() -> None:
    end = end_of(f"{OWN}y = Square.apply(x)\n(y * 3 + y).sum().backward()\n")
    found = routes(end, leaf(end))
    assert found is not None
    assert found.count == 2
    assert found.adds_up is None


def test_a_part_multiplied_in_place_is_no_hook() -> None:
    end = end_of(PART)
    ran = [end.recording.at(NodeBackward, one) for one in end.recording.of_kind(NodeBackward)]
    found = [incoming(end, one.node) for one in ran if one.name == "CopySlices"]
    assert [one.whole for one in found if one is not None] == [True, True]
    assert all(one.hooked is None for one in found if one is not None)


def test_a_node_without_a_name_is_no_derivative_of_another() -> None:
    made = Recording(PART)
    made.extend(
        replace(event, grad_fn="") if isinstance(event, Op) else event
        for event in record_all(PART)
    )
    moment = Moment(made, len(made))
    assert any([derivations(moment, node) for node in made.nodes.identities])
