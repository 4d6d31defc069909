"""What a run is asked by itself, and what is answered, where a beginner wrote the program."""

from __future__ import annotations

import warnings

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import fault
from inspector.model.questions.suspects import suspicions
from inspector.model.recordings.recording import Recording
from tests.model.broken_beginners import ASKED, HEADING, NOTHING_WRONG, SAID_OF_THE_ERROR
from tests.runner.running import record_all
from tests.support.lessons import engine_as_torch, said

MANY = 4


def end_of(program: str) -> Moment:
    source = f"{HEADING}{program}"
    recording = Recording(source)
    with engine_as_torch(), said(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recording.extend(record_all(source))
    return Moment(recording, len(recording))


@pytest.mark.parametrize("name", ASKED)
def test_a_beginners_mistake_is_asked_about_and_answered(name: str) -> None:
    program, question, words = ASKED[name]
    end = end_of(program)
    assert end.error is None
    told = {one.question: one.text for one in suspicions(end, MANY)}
    assert words in told[question]


@pytest.mark.parametrize("name", SAID_OF_THE_ERROR)
def test_a_beginners_error_has_a_remedy(name: str) -> None:
    program, words = SAID_OF_THE_ERROR[name]
    answer = fault(end_of(program))
    assert answer is not None
    assert words in answer.text


@pytest.mark.parametrize("name", NOTHING_WRONG)
def test_nothing_is_asked_where_nothing_is_wrong(name: str) -> None:
    end = end_of(NOTHING_WRONG[name])
    assert end.error is None
    assert suspicions(end, MANY) == []


def test_one_cause_is_told_once_for_all_whom_it_concerns() -> None:
    program, question, _ = ASKED["cleared before the step"]
    (only,) = suspicions(end_of(program), MANY)
    assert only.question == question
    assert only.text.endswith("The same is behind model.bias.")
