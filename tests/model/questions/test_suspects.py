"""What a run is suspected of by itself: the clinic's patients are found, the healthy are not."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import fault
from inspector.model.questions.suspects import suspicions
from inspector.model.recordings.events import Warned
from inspector.model.recordings.recording import Recording
from tests.model.broken import LEAVES
from tests.model.broken_lately import LATELY
from tests.model.healthy import HEALTHY
from tests.runner.running import record_all, run
from tests.support.lessons import PATHS, engine_as_torch, said

PATIENTS = {
    "41": "Is w.grad one gradient?",
    "42": "Why is first.grad None?",
    "47": "Why did w not change?",
    "48": "Why is difference 4×4?",
    "49": "Why is w.grad zero?",
}
ODD = ("05", "09", "13", "17", "20", "40")
"""Lessons before the clinic that show an error or a warning."""
SOUND = tuple(number for each in range(1, 41) if (number := f"{each:02}") not in ODD)


def end_of(path: Path) -> Moment:
    source = path.read_text(encoding="utf-8")
    recording = Recording(source)
    with engine_as_torch(), said(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recording.extend(record_all(source))
    return Moment(recording, len(recording))


@pytest.mark.parametrize("number", PATIENTS)
def test_what_is_wrong_is_asked_without_a_selection(number: str) -> None:
    (path,) = (one for one in PATHS if one.name.startswith(number))
    (first, *_) = suspicions(end_of(path), 1)
    assert first.question == PATIENTS[number]
    assert first.links


def test_a_grad_that_a_warning_speaks_of_is_asked_about() -> None:
    source = "x = torch.ones(2, requires_grad=True)\nw = x * 2\nw.sum().backward()\nprint(w.grad)"
    recording = Recording(source)
    warned = Warned("UserWarning", "The .grad attribute of a Tensor that is not a leaf …", 4)
    with said(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recording.extend([*record_all(source)[:-1], warned])
    (asked,) = suspicions(Moment(recording, len(recording)), 3)
    assert asked.question == "Why is w.grad None?"


@pytest.mark.parametrize("number", SOUND)
def test_nothing_is_suspected_of_a_program_that_works(number: str) -> None:
    (path,) = (one for one in PATHS if one.name.startswith(number))
    moment = end_of(path)
    assert fault(moment) is None
    assert suspicions(moment, 3) == []


def test_the_same_answer_is_given_once() -> None:
    (path,) = (one for one in PATHS if one.name.startswith("48"))
    assert len(suspicions(end_of(path), 3)) == 1


@pytest.mark.parametrize("name", HEALTHY)
def test_what_only_looks_wrong_is_not_suspected(name: str) -> None:
    source = f"import torch\ntorch.manual_seed(0)\n{HEALTHY[name]}"
    recording = Recording(source)
    with engine_as_torch():
        recording.extend(record_all(source))
    moment = Moment(recording, len(recording))
    assert moment.error is None
    assert suspicions(moment, 3) == []


ALONE = (
    "graphs in a total", "clipped too late", "Adam in leaps", "softmax over the samples",
    "never went backward", "clipped too early", "evaluated and never trained again",
)  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_what_is_wrong_with_training_is_suspected_by_itself(name: str) -> None:
    program, _, question, _ = LATELY[name]
    source = f"{LEAVES}{program}\n"
    recording = Recording(source)
    recording.extend(record_all(source))
    assert question in {one.question for one in suspicions(Moment(recording, len(recording)), 3)}


LISTED = """\
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scales = [torch.nn.Parameter(torch.ones(2))]
        self.shift = torch.nn.Parameter(torch.zeros(2))

    def forward(self, x):
        return x * self.scales[0] + self.shift

net = Net()
o = torch.optim.SGD(net.parameters(), lr=0.1)
net(torch.ones(2)).sum().backward()
o.step()
"""
DEEP = """\
torch.manual_seed(0)
layers = [torch.nn.Linear(4, 4) for _ in range(12)]
x = torch.randn(2, 4)
for layer in layers:
    x = layer(x).sigmoid()
x.sum().backward()
"""


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (LISTED, "an nn.Parameter made on line 4, and no attribute of a module"),
        (DEEP, "22 nodes made it smaller one after another"),
    ],
)
def test_parameters_that_share_a_name_or_have_none_are_not_passed_over(
    source: str, words: str
) -> None:
    recording = Recording(source)
    recording.extend(record_all(source))
    assert words in suspicions(Moment(recording, len(recording)), 1)[0].text


RETAINED = """\
import torch
w = torch.ones(2, requires_grad=True)
o = torch.optim.SGD([w], lr=0.1)
h = torch.ones(2)
for _ in range(3):
    h = torch.tanh(h * w)
    h.sum().backward(retain_graph=True)
    o.step()
"""


def test_a_step_between_two_passes_is_named_and_what_carries_the_old_graph() -> None:
    recording = Recording(RETAINED)
    recording.extend(run(RETAINED))
    answer = fault(Moment(recording, len(recording)))
    assert answer is not None
    assert "(w, by SGD.step on line 8)" in answer.text
    assert "Let only its value go on: h = h.detach()" in answer.text


UNSOUND = "x = torch.tensor([0.0], requires_grad=True)\nx.sqrt().sum().backward()\n"
OTHERS = """\
a = torch.tensor([1.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
one, two = torch.optim.SGD([a], lr=0.1), torch.optim.SGD([b], lr=0.1)
(a * b).sum().backward()
one.step()
two.step()
"""


def test_what_is_not_finite_is_suspected_and_two_optimizers_are_not() -> None:
    for source, questions in ((UNSOUND, ["Why is x.grad not finite?"]), (OTHERS, [])):
        recording = Recording(source)
        recording.extend(record_all(source))
        found = suspicions(Moment(recording, len(recording)), 3)
        assert [one.question for one in found] == questions


IN_A_FUNCTION = """\
def train():
    x = torch.tensor([0.0], requires_grad=True)
    x.sqrt().sum().backward()
train()
"""
PENALISED = """\
a = torch.tensor([1.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
o = torch.optim.SGD([a], lr=0.1)
for _ in range(2):
    o.zero_grad()
    (a * b).sum().backward()
    o.step()
    (a * 2).sum().backward()
"""


def test_what_a_function_left_behind_is_suspected_too() -> None:
    recording = Recording(IN_A_FUNCTION)
    recording.extend(record_all(IN_A_FUNCTION))
    (found,) = suspicions(Moment(recording, len(recording)), 3)
    assert found.question == "Why is x.grad not finite?"


def test_a_sum_that_no_step_follows_and_a_leaf_that_nobody_trains_are_no_suspects() -> None:
    recording = Recording(PENALISED)
    recording.extend(record_all(PENALISED))
    assert suspicions(Moment(recording, len(recording)), 3) == []


def test_one_cause_is_told_once_with_all_that_it_concerns() -> None:
    source = "net = torch.nn.Sequential(*[torch.nn.Linear(2, 2) for _ in range(4)])\n"
    source += "(net(torch.ones(2)).sum() - float('inf')).log().backward()\n"
    recording = Recording(source)
    recording.extend(record_all(source))
    (only,) = suspicions(Moment(recording, len(recording)), 3)
    assert "The same is behind net.0.bias, net.1.weight, net.1.bias and others." in only.text


TRAINER = """\
class Trainer:
    def __init__(self):
        self.net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout(0.5))
        self.o = torch.optim.SGD(self.net.parameters(), lr=0.1)
    def train(self):
        self.o.zero_grad()
        self.net(x).sum().backward()
        self.o.step()
    def test(self):
        self.net.eval()
        with torch.no_grad():
            self.net(x)
t = Trainer()
t.train()
t.test()
t.train()
"""


def test_a_model_that_an_object_holds_is_known_to_stand_in_evaluation_mode() -> None:
    source = f"{LEAVES}{TRAINER}"
    recording = Recording(source)
    recording.extend(record_all(source))
    (found,) = suspicions(Moment(recording, len(recording)), 3)
    assert found.text.startswith("self.net.eval() on line 13 put its model into evaluation mode")
