"""Predicting: nothing is reached before it is answered or revealed, and answers are judged."""

from __future__ import annotations

import pytest

from inspector.model.lessons.asking import question_at
from inspector.model.lessons.guesses import Unreadable
from inspector.model.moments.navigation import Stops
from inspector.model.predicting import answer, derivation, pending, reveal, turn
from inspector.model.questions.knowledge import KNOWLEDGE
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from tests.runner.running import record_all
from tests.support.lessons import engine_as_torch, said
from tests.support.recordings import cubic, cubic_events

TWICE = """
import torch
x = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(5.0)
y = x * 3
y.backward()
z = b * x
z.backward()
"""
DESCENT = """
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.5)
(w * w).sum().backward()
optimizer.step()
optimizer.zero_grad()
"""


def predicting(source: str, sort: str = "both") -> Session:
    """A session that predicts a program's run from its start."""
    session = Session()
    session.teacher.learn(KNOWLEDGE)
    session.settings["predicted"] = sort
    recording = Recording(source)
    with engine_as_torch(), said():
        recording.extend(record_all(source))
    session.open_recording(recording)
    turn(session, True)
    session.go(session.horizon)
    return session


def asked(session: Session) -> list[tuple[str, str]]:
    """Every question to the end, with its answer; each is revealed."""
    found = []
    while (question := session.prediction.question(session.recording)) is not None:
        found.append((question.text, str(question.right)))
        reveal(session)
    return found


def test_no_way_of_moving_leads_beyond_what_is_hidden() -> None:
    session = predicting(TWICE)
    horizon = session.horizon
    assert 0 < horizon < len(session.recording)
    for go in (
        session.follow_run,
        lambda: session.go(len(session.recording)),
        lambda: session.move(Stops.BACKWARD, forward=True),
        lambda: session.move_to_hit(forward=True),
        lambda: session.open_recording(session.recording),
    ):
        go()
        assert session.step <= horizon
    assert pending(session)


def test_a_run_that_grows_is_followed_only_to_its_first_question() -> None:
    session = Session()
    turn(session, True)
    session.new_run(cubic().source, "<program>", follow=True)
    for event in cubic_events():
        session.grow([event])
        assert session.step <= session.horizon
    session.finish()
    assert pending(session)


def test_every_value_and_gradient_of_a_run_is_asked_for_once_in_order() -> None:
    told = asked(predicting(TWICE))
    assert [right for _, right in told] == ["6", "3", "None", "10", "5", "8"]
    assert "x × 3 = 2 × 3" in told[0][0]
    assert "receives the gradient 1" in told[1][0]
    assert ".grad of b" in told[2][0]
    assert ".grad of x is 3. 5 arrives" in told[5][0]


def test_an_optimizer_and_its_zero_grad_are_asked_about() -> None:
    told = asked(predicting(DESCENT))
    assert told[-2][1] == "[0, 0]"
    assert "its .grad [2, 4]" in told[-2][0]
    assert told[-1] == (
        ".grad of w is [2, 4]. What does SGD.zero_grad make of it?", "None",
    )  # fmt: skip


def test_the_learning_rate_is_told_with_the_step() -> None:
    assert "What does SGD.step (lr=0.5) make of it?" in asked(predicting(DESCENT))[-2][0]


@pytest.mark.parametrize("line", ["torch.zeros(2).uniform_()", "torch.zeros(2).normal_(0, 1)"])
def test_what_chance_decides_is_not_asked_for(line: str) -> None:
    assert asked(predicting(f"u = {line}")) == []


def test_only_what_was_chosen_is_asked_for() -> None:
    assert [right for _, right in asked(predicting(TWICE, "values"))] == ["6", "10"]
    assert "6" not in [right for _, right in asked(predicting(TWICE, "gradients"))]


def test_a_right_answer_shows_the_value_and_how_it_comes_about() -> None:
    session = predicting(TWICE)
    question = session.prediction.question(session.recording)
    verdict = answer(session, " 6.0 ")
    assert question is not None
    assert verdict is not None
    assert verdict.right
    assert verdict.over
    assert session.step == question.step + 1
    assert derivation(session, verdict).endswith("x × 3 = 2 × 3 = 6, recorded as MulBackward0 "
                                                 "for the way back.")  # fmt: skip
    assert (session.prediction.right, session.prediction.total) == (1, 1)


def test_a_wrong_answer_may_be_mended_once_and_counts_as_wrong() -> None:
    session = predicting(TWICE)
    first = answer(session, "-6")
    assert first is not None
    assert not first.over
    assert first.text == "The size is right, the sign is not."
    assert pending(session)
    second = answer(session, "6")
    assert second is not None
    assert second.right
    assert (session.prediction.right, session.prediction.total) == (0, 1)


def test_after_two_wrong_answers_the_value_is_shown() -> None:
    session = predicting(TWICE)
    answer(session, "1")
    verdict = answer(session, "2")
    assert verdict is not None
    assert verdict.over
    assert session.moment.event is session.recording.events[verdict.question.step]


def test_what_cannot_be_read_counts_for_nothing() -> None:
    session = predicting(TWICE)
    with pytest.raises(Unreadable):
        answer(session, "six")
    verdict = answer(session, "6")
    assert verdict is not None
    assert (session.prediction.right, session.prediction.total) == (1, 1)


@pytest.mark.parametrize(
    ("until", "wrong", "remark"),
    [
        (1, "1", "still multiplied by the derivative"),
        (2, "0", "not the same as one of 0"),
        (5, "5", ".grad adds it to what is there: 3"),
        (3, "None", "something is computed here"),
        (3, "1 2", "there are 1"),
    ],
)
def test_a_wrong_answer_is_told_what_is_wrong_with_it(until: int, wrong: str, remark: str) -> None:
    session = predicting(TWICE)
    for _ in range(until):
        reveal(session)
    verdict = answer(session, wrong)
    assert verdict is not None
    assert not verdict.right
    assert remark in verdict.text


def test_the_score_ends_with_the_sitting_and_can_be_forgotten_before() -> None:
    session = predicting(TWICE)
    answer(session, "6")
    session.prediction.start_over()
    assert (session.prediction.right, session.prediction.total) == (0, 0)
    assert not any("score" in key for key in session.settings.as_dict())


def test_turning_it_off_shows_everything_and_on_again_begins_where_one_is() -> None:
    session = predicting(TWICE)
    turn(session, False)
    session.go(len(session.recording))
    assert session.step == len(session.recording)
    session.go(session.step - 3)
    turn(session, True)
    assert session.horizon >= session.step


def test_the_answer_to_every_question_is_what_the_next_moment_holds() -> None:
    session = predicting(TWICE)
    while (question := session.prediction.question(session.recording)) is not None:
        session.go(session.horizon)
        verdict = answer(session, str(question.right))
        assert verdict is not None
        assert verdict.right
    assert session.horizon == len(session.recording)


@pytest.mark.parametrize(
    ("source", "many"),
    [
        ("layer = torch.nn.BatchNorm1d(2)\n", 0),
        ("x = torch.ones(0, requires_grad=True)\nx.sum().backward()\n", 1),
        ("x = torch.zeros(2)\nx.fill_(3)\n", 1),
    ],
)
def test_nothing_is_asked_that_is_nothing_new_or_cannot_be_written(source: str, many: int) -> None:
    recording = Recording(source)
    recording.extend(record_all(source))
    questions = [question_at(recording, index) for index in range(len(recording))]
    assert len([one for one in questions if one is not None]) == many
