"""Small broken programs, run for real, and what is said of them when somebody asks why."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import Answer, answers, fault
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.recording import Recording
from tests.runner.running import record, run

W = "w = torch.ones(2, requires_grad=True)\n"
START = "\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"


def recorded(source: str) -> Recording:
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def asked(recording: Recording, name: str, step: int | None = None) -> tuple[Answer, ...]:
    moment = Moment(recording, len(recording) if step is None else step)
    named = [one for one in recording.tensors.born if moment.name(one) == name]
    return answers(moment, named[-1])


NONE = {
    "never asked": ("y = torch.ones(2)", "y", "made without requires_grad=True"),
    "integers": ("y = torch.tensor([1, 2])", "y", "int64 values have no gradient"),
    "no backward": ("y = x * 2", "x", "No backward pass has run yet"),
    "not a leaf": ("y = x * 2\ny.sum().backward()", "y", "It is not a leaf"),
    "detached": ("y = x.detach()", "y", "detach() on line 3 cut it off"),
    "no_grad": (
        "with torch.no_grad():\n    y = x * 2",
        "y",
        "computed under no_grad on line 3",
    ),
    "cleared": ("x.sum().backward()\nx.grad = None", "x", "cleared by .grad = None on line 4"),
    "returned": (
        "torch.autograd.grad(x.sum(), x)",
        "x",
        "returned its gradients instead of adding them",
    ),
    "unused": (
        f"{W}x.sum().backward()",
        "w",
        "line 4 did not reach it: what was differentiated was not computed from it",
    ),
    "cut on the way": (
        f"{W}h = (w * x).detach()\n(h * x).sum().backward()",
        "w",
        "detach on line 4 cut the way between",
    ),
    "through data": (
        f"{W}h = (w * 2).data\n(h * x).sum().backward()",
        "w",
        "data on line 4 cut the way between",
    ),
    "no_grad on the way": (
        f"{W}with torch.no_grad(): h = w * 2\n(h * x).sum().backward()",
        "w",
        "mul on line 4 ran under no_grad on line 4",
    ),
    "rounded": (
        f"{W}h = (w > 0).float()\n(h * x).sum().backward()",
        "w",
        "gt on line 4 cut the way between",
    ),
    "used too late": (
        f"{W}x.sum().backward()\nlate = w * 2",
        "w",
        "was not computed from it",
    ),
}


@pytest.mark.parametrize("case", NONE)
def test_why_a_grad_is_none(case: str) -> None:
    program, name, reason = NONE[case]
    found = asked(recorded(START + program + "\n"), name)
    assert found[0].question == f"Why is {name}.grad None?"
    assert reason in found[0].text


def test_a_nan_is_traced_to_the_operation_that_made_it_and_linked() -> None:
    recording = recorded(START + "z = torch.log(x - 3)\ny = z * 2\nloss = y.sum()\n")
    (answer, _) = asked(recording, "loss")
    assert answer.question == "Why is loss not finite?"
    assert "log on line 3" in answer.text
    assert [link.text for link in answer.links] == ["line 3"]
    assert Moment(recording, answer.links[0].step).line == 3


def test_a_nan_that_was_given_is_said_to_be_given() -> None:
    recording = recorded("\nx = torch.tensor(float('nan'))\ny = x + 1\n")
    assert "x was like this when it was made on line 2" in asked(recording, "y")[0].text


def test_a_nan_from_elsewhere_is_not_blamed() -> None:
    recording = recorded(START + "bad = torch.log(x - 3)\nworse = torch.sqrt(-x)\ny = worse * 1\n")
    assert "sqrt on line 4" in asked(recording, "y")[0].text


def test_a_gradient_that_is_not_finite_names_the_first_node_to_make_it_so() -> None:
    recording = recorded(
        "\nx = torch.zeros(2, requires_grad=True)\ny = torch.sqrt(x) * 3\ny.sum().backward()\n"
    )
    (answer,) = asked(recording, "x")
    assert answer.question == "Why is x.grad not finite?"
    assert answer.text.startswith("SqrtBackward0 (line 3)")
    event = recording.events[answer.links[0].step - 1]
    assert isinstance(event, NodeBackward)
    assert event.name == "SqrtBackward0"


def test_a_zero_gradient_names_every_node_that_let_nothing_through() -> None:
    recording = recorded(
        START + "a = torch.relu(-x)\nb = torch.clamp(x, max=0.5)\n(a + b).sum().backward()\n"
    )
    (answer,) = asked(recording, "x")
    assert answer.question == "Why is x.grad zero?"
    assert "ReluBackward0 (line 3) let nothing" in answer.text
    assert "ClampBackward1 (line 4) let nothing" in answer.text
    assert len(answer.links) == 2


def test_a_huge_gradient_names_the_node_that_enlarged_it_most() -> None:
    recording = recorded(START + "y = (x * 3) * 1e6\ny.sum().backward()\n")
    (answer,) = asked(recording, "x")
    assert answer.question == "Why is x.grad so large?"
    assert answer.text == "MulBackward0 (line 3) enlarged it most: 1000000 times."


def test_a_gradient_from_before_it_was_cleared_is_not_blamed() -> None:
    recording = recorded(
        START + "(x * 1e9).sum().backward()\nx.grad = None\n(x * 1e5).sum().backward()\n"
    )
    (answer,) = asked(recording, "x")
    assert "line 5" in answer.text


def test_an_ordinary_tensor_raises_no_question() -> None:
    assert asked(recorded(START + "x.sum().backward()\n"), "x") == ()


def test_a_waiting_node_says_what_it_waits_for() -> None:
    recording = recorded(START + "y = x.exp() + x.sin()\ny.sum().backward()\n")
    step = next(
        index + 1
        for index, event in enumerate(recording.events)
        if isinstance(event, NodeBackward) and event.name in ("SinBackward0", "ExpBackward0")
    )
    found = [one for one in asked(recording, "x", step) if "not run yet" in one.question]
    assert found[0].text.startswith("1 of 2 contributions have arrived. It waits for ")


FAULTS = {
    "second backward": (
        "y = x * x\ny.sum().backward()\ny.sum().backward()",
        ["freed on line 4", "made on line 3"],
    ),
    "in place": (
        "a = x.exp()\na.add_(1)\na.sum().backward()",
        ["changed in place on line 4", "saved on line 3"],
    ),
    "no grad_fn": ("y = x.detach()\ny.sum().backward()", ["not tracked on line 3"]),
    "ordinary": ("nobody", []),
}


@pytest.mark.parametrize("case", FAULTS)
def test_an_error_is_explained_with_the_steps_that_led_to_it(case: str) -> None:
    program, links = FAULTS[case]
    recording = Recording()
    recording.extend(run("import torch" + START + program + "\n"))
    found = fault(Moment(recording, len(recording)))
    assert found is not None
    assert found.question.startswith("What does this ")
    assert [link.text for link in found.links] == links


def test_a_program_that_did_not_fail_has_no_fault() -> None:
    recording = recorded(START)
    assert fault(Moment(recording, len(recording))) is None


def test_the_grad_of_what_has_no_name_is_told_in_words() -> None:
    recording = recorded(f"{START}(x * 2).sum()")
    unnamed = recording.events[recording.of_kind(Op)[0]]
    assert isinstance(unnamed, Op)
    (answer,) = answers(Moment(recording, len(recording)), unnamed.outputs[0].tensor)
    assert answer.question == "Why is the .grad of the result of mul None?"
