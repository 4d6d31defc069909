"""A run in which a leaf is given another value."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Limit, Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import array
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import WHAT_IF, Replacement, typed
from inspector.model.trials.trial import first_used, made_version
from tests.runner.running import of, record

SOURCE = """
torch.manual_seed(0)
x = torch.tensor(3.0, requires_grad=True)
layer = torch.nn.Linear(2, 1)
v = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * x + layer(v).sum()
y.backward()
with torch.no_grad():
    v -= 0.5 * v.grad
"""


def made(source: str = SOURCE, *replacements: Replacement) -> Recording:
    recording = Recording(source)
    recording.extend(record(source, replacements=replacements))
    return recording


def tensor(recording: Recording, name: str) -> int:
    end = Moment(recording, len(recording))
    return next(n for n in recording.tensors.born if end.name(n) == name)


def held(recording: Recording, name: str) -> object:
    state = Moment(recording, len(recording)).tensor(tensor(recording, name))
    assert state is not None
    return array(state.value).tolist()


def gradient(recording: Recording, name: str) -> object:
    state = Moment(recording, len(recording)).tensor(tensor(recording, name))
    assert state is not None
    assert state.grad is not None
    return array(state.grad).tolist()


def replaced(base: Recording, name: str, text: str, version: int | None = None) -> Recording:
    number = tensor(base, name)
    then = made_version(base, number) if version is None else version
    state = Moment(base, first_used(base, number)).tensor(number)
    assert state is not None
    return made(base.source, typed(text, state.value, number, then))


def test_a_replaced_leaf_is_what_the_run_is_made_with() -> None:
    base = made()
    now = replaced(base, "x", "5")
    assert (gradient(base, "x"), gradient(now, "x")) == (6.0, 10.0)
    assert len(now) == len(base) + 1
    (told,) = [event for event in of(Update, now.events) if event.how == WHAT_IF]
    assert (array(told.before), array(told.after), told.line) == (3.0, 5.0, 3)


def test_a_weight_is_replaced_after_it_was_drawn() -> None:
    base = made()
    now = replaced(base, "layer.weight", "[[2.0, -1.0]]")
    assert held(now, "layer.weight") == [[2.0, -1.0]]
    assert gradient(now, "v") == [2.0, -1.0]


@pytest.mark.parametrize(
    ("text", "found"),
    [("= 0", [0.0, 0.0]), ("*= 3", [3.0, 6.0]), ("[1] += 0.5", [1.0, 2.5]), ("[-2] = 9", [9, 2])],
)
def test_changes_are_made_to_all_elements_or_to_one(text: str, found: list[float]) -> None:
    now = replaced(made(), "v", text)
    (told,) = [event for event in of(Update, now.events) if event.how == WHAT_IF]
    assert array(told.after).tolist() == found


def test_a_leaf_is_replaced_from_a_later_version_on() -> None:
    base = made()
    now = replaced(base, "v", "[7, 8]", version=1)
    assert gradient(now, "v") == gradient(base, "v")
    assert held(now, "v") == [7.0, 8.0]


def test_replacements_of_one_leaf_follow_one_another() -> None:
    base = made()
    number = tensor(base, "x")
    now = made(SOURCE, Replacement(number, 0, 2.0), Replacement(number, 0, 1.0, 1.0))
    assert held(now, "x") == 7.0


def test_what_shares_the_memory_of_a_replaced_leaf_is_told_of_as_well() -> None:
    base = made("a = torch.zeros(2)\nb = a.detach().requires_grad_()\nb.sum().backward()")
    now = replaced(base, "b", "[4, 5]")
    assert held(now, "a") == [4.0, 5.0]


def test_a_value_of_another_shape_is_refused_and_the_program_runs_on() -> None:
    now = made(SOURCE, Replacement(1, value=Value((2,), "float32", bytes(8))))
    assert gradient(now, "x") == 6.0
    assert [event.what for event in of(Limit, now.events)]
