"""The accounts of leaves, as text."""

from __future__ import annotations

import pytest

from inspector.model.recordings.events import Given, GradSet
from inspector.model.recordings.recording import Recording
from inspector.model.reports.accounts import BY_HAND, MOST_LINES, Accounts, addition
from tests.panels.stage import session_with
from tests.runner.running import record_all
from tests.support import recordings

NO_GRAD = "with torch.no_grad(): p -= 0.1 * p.grad"


def test_a_long_ledger_shows_its_last_entries() -> None:
    events = recordings.cubic_events()
    start, stop = 12, 19
    again = [event for _ in range(100) for event in events[start:stop]]
    session = session_with(recordings.recording(recordings.CUBIC, [*events[:start], *again]))
    (account,) = Accounts(session.recording).at(session)
    assert len(account.entries) == MOST_LINES
    assert account.left_out == 100 - MOST_LINES


def test_small_gradients_are_added_element_by_element_and_large_ones_by_means() -> None:
    several = recordings.value([1.0, 3.0, -7.0])
    assert addition(None, several, several) == "[1, 3, −7]"
    assert addition(several, several, several) == "[1, 3, −7] + [1, 3, −7] = [1, 3, −7]"
    matrix = recordings.value([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert addition(None, matrix, matrix) == "[[1, 2, 3], [4, 5, 6]]"
    many = recordings.value([-1.0] * 7)
    assert addition(many, many, many) == "−1 + (−1) = −1"
    assert addition(recordings.value(12.0), recordings.value(4.0), recordings.value(16.0)) == (
        "12 + 4 = 16"
    )


def test_a_line_of_the_console_is_called_so() -> None:
    made = recordings.recording(
        "x = 1\n",
        [
            *recordings.cubic_events()[:-1],
            Given("x.grad.zero_()\nx.grad = None", 40),
            GradSet(recordings.X, "zero_", recordings.value(14.0), recordings.value(0.0), 40),
        ],
    )
    entries = Accounts(made).entries(recordings.X, len(made))
    assert entries[-1].text.startswith("zero_, line 1 of the console")


@pytest.mark.parametrize("step", ["p.data += -0.1 * p.grad", "p.data.sub_(0.1 * p.grad)", NO_GRAD])
def test_a_step_without_an_optimizer_is_an_entry(step: str) -> None:
    source = f"""
w = torch.tensor([1.0, 3.0], requires_grad=True)
for turn in range(2):
    w.grad = None
    (w * w).sum().backward()
    for p in [w]:
        {step}
"""
    made = Recording(source)
    made.extend(record_all(source))
    accounts = Accounts(made)
    entries = accounts.entries(min(made.tensors.grads), len(made))
    told = [(one.text, one.sum, one.number) for one in entries if one.kind == BY_HAND]
    assert [(text.split(",")[0], sums, number) for text, sums, number in told] == [
        ("by hand", "[1, 3] → [0.8, 2.4]", 1),
        ("by hand", "[0.8, 2.4] → [0.64, 1.92]", 2),
    ]
    assert all(text.endswith(": the value") and ", line " in text for text, _, _ in told)


def test_what_sets_a_gradient_is_counted_by_how_it_does() -> None:
    source = """
w = torch.tensor(2.0, requires_grad=True)
for turn in range(2):
    (w * w).backward()
    w.grad.zero_()
    w.grad = None
"""
    made = Recording(source)
    made.extend(record_all(source))
    entries = Accounts(made).entries(min(made.tensors.grads), len(made))
    assert [(one.text.split(",")[0], one.number) for one in entries] == [
        ("backward 1", 1), (".zero_()", 1), ("= None", 1),
        ("backward 2", 2), (".zero_()", 2), ("= None", 2),
    ]  # fmt: skip
