"""Losses and norms as curves over a run."""

from __future__ import annotations

import math

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.curves import MOST, Curve, Curves, Sort
from inspector.model.questions.flow import Health, health, layers
from inspector.model.recordings.events import Names, Update
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

SOURCE = """
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.ones(1, 2)
for turn in range(3):
    optimizer.zero_grad()
    loss = model(x).pow(2).sum()
    loss.backward()
    optimizer.step()
"""


def made(source: str = SOURCE) -> Recording:
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def curves(recording: Recording, sort: Sort) -> dict[str, Curve]:
    found = Curves(recording)
    found.follow()
    return {one.name: one for one in found.of(sort)}


def test_a_loss_is_a_curve_over_the_steps_that_bind_it() -> None:
    recording = made()
    loss = curves(recording, Sort.SCALAR)["loss"]
    assert len(loss.numbers) == 3
    assert loss.numbers == sorted(loss.numbers, reverse=True)
    for step in loss.steps:
        event = recording.events[step - 1]
        assert isinstance(event, Names)
        assert event.bound[0].name == "loss"


INSIDE = """
x = torch.tensor(2.0, requires_grad=True)

def train(epoch):
    total = 0.0
    for i in range(2):
        loss = x * x
        total += (lambda half: half * 0.5)(loss.item())
    return total

for epoch in range(3):
    mean = train(epoch) * (epoch + 1)
"""


def test_a_function_has_curves_of_its_own_but_none_that_only_count() -> None:
    found = curves(made(INSIDE), Sort.SCALAR)
    assert set(found) == {"epoch", "mean", "total in train()", "loss in train()"}
    assert found["loss in train()"].numbers == [4.0] * 6
    assert [name for name, one in found.items() if one.counts] == ["epoch"]


def test_every_parameter_has_the_norm_of_its_gradient_in_the_order_of_its_making() -> None:
    found = curves(made(), Sort.GRADIENT)
    assert list(found) == [
        "model.0.weight", "model.0.bias", "model.1.weight", "model.1.bias",
    ]  # fmt: skip
    assert all(len(one.numbers) == 3 for one in found.values())


def test_a_parameter_begins_with_what_it_was_before_the_first_step() -> None:
    source = "w = torch.tensor(-3.0, requires_grad=True)\n"
    source += "for turn in range(2):\n    (w * w).backward()\n"
    source += "    with torch.no_grad():\n        w += 1\n"
    assert curves(made(source), Sort.VALUE)["w"].numbers == [-3.0, -2.0, -1.0]


def test_drawing_first_weights_is_no_step_of_an_optimiser() -> None:
    recording = made()
    first = recording.of_kind(Update)[0]
    for one in curves(recording, Sort.VALUE).values():
        assert len(one.numbers) == 4
        assert one.steps[1] > first


def test_what_grows_is_read_once_and_gives_the_same() -> None:
    whole, growing = made(), Recording(SOURCE)
    found = Curves(growing)
    for event in whole.events:
        growing.append(event)
        found.follow()
    for sort in Sort:
        at_once = curves(whole, sort)
        assert {one.name: one for one in found.of(sort)} == at_once


def test_a_very_long_curve_is_thinned_evenly_and_says_so() -> None:
    one = Curve("loss", Sort.SCALAR)
    for number in range(3 * MOST):
        one.add(number + 1, float(number))
    assert one.every == 4
    assert set(map(int.__sub__, one.turns[1:], one.turns)) == {4}
    assert one.met == 3 * MOST
    assert len(one.steps) <= MOST


def test_the_nearest_point_is_found_on_either_side() -> None:
    one = Curve("loss", Sort.SCALAR, [10, 20, 30], [1.0, 2.0, 3.0], [1, 2, 3])
    assert [one.nearest(step) for step in (0, 14, 16, 99)] == [0, 0, 1, 2]
    assert [one.until(step) for step in (9, 10, 30)] == [0, 1, 3]


@pytest.mark.parametrize(
    ("gradient", "found"),
    [
        (math.nan, Health.NONE),
        (math.inf, Health.ILL),
        (0.0, Health.ZERO),
        (0.9e-3, Health.VANISHING),
        (1.0, Health.SOUND),
        (1001.0, Health.EXPLODING),
    ],
)
def test_a_layer_is_judged_beside_the_middle_one(gradient: float, found: Health) -> None:
    assert health(gradient, 1.0) is found


def test_the_first_layers_of_a_deep_sigmoid_net_vanish() -> None:
    source = "torch.manual_seed(0)\nsteps = []\nfor _ in range(9):\n"
    source += "    steps += [torch.nn.Linear(4, 4), torch.nn.Sigmoid()]\n"
    source += "model = torch.nn.Sequential(*steps)\nmodel(torch.ones(1, 4)).sum().backward()\n"
    recording = made(source)
    found = layers(Moment(recording, len(recording)))
    assert [one.name for one in found][:2] == ["model.0.weight", "model.0.bias"]
    assert found[0].health is Health.VANISHING
    assert all(one.health is not Health.VANISHING for one in found[8:])


def test_before_the_backward_pass_no_layer_has_a_gradient() -> None:
    recording = made()
    found = layers(Moment(recording, recording.of_kind(Names)[-1] // 4))
    assert {one.health for one in found} == {Health.NONE}


def test_a_layer_that_only_served_to_be_copied_is_no_layer_of_the_flow() -> None:
    recording = made(
        "import copy\n"
        "stack = torch.nn.ModuleList(copy.deepcopy(torch.nn.Linear(2, 2)) for _ in range(2))\n"
        "stack[0](torch.ones(2)).sum().backward()\n"
    )
    found = {one.name: one.health for one in layers(Moment(recording, len(recording)))}
    assert len(found) == 4
    assert all(name.startswith("stack.") for name in found)
    assert found["stack.1.weight"] is Health.NONE
