"""Every question that a small broken program raises has the right answer."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import Answer, answers, fault
from inspector.model.recordings.recording import Recording
from tests.model.broken import HUGE, LEAVES, NONE, UNSOUND, ZERO, Case
from tests.model.broken_forum import DEAF, FORUM, STOPPED
from tests.model.broken_hard import HARD
from tests.model.broken_lately import LATELY, REFUSED
from tests.model.broken_strange import FAILING, STRANGE
from tests.runner.running import record_all

QUESTIONS = (
    (NONE, "Why is {}.grad None?"),
    (ZERO, "Why is {}.grad zero?"),
    (HUGE, "Why is {}.grad so large?"),
)
LEAST = 70


def asked(program: str, name: str) -> tuple[Recording, tuple[Answer, ...]]:
    """What is answered about a variable at the end of a program."""
    source = f"{LEAVES}{program}\n"
    recording = Recording(source)
    recording.extend(record_all(source))
    moment = Moment(recording, len(recording))
    tensor = [one for one in recording.tensors.born if moment.name(one) == name][-1]
    return recording, answers(moment, tensor)


@pytest.mark.parametrize(
    ("case", "question"),
    [
        pytest.param(case, question, id=name)
        for table, question in QUESTIONS
        for name, case in table.items()
    ],
)
def test_the_right_cause_is_named(case: Case, question: str) -> None:
    program, name, words = case
    _, found = asked(program, name)
    assert found[0].question == question.format(name)
    assert words in found[0].text


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_not_finite_leads_to_the_first_step_that_made_it_so(name: str) -> None:
    program, variable, words = UNSOUND[name]
    recording, found = asked(program, variable)
    assert found[0].question.endswith("not finite?")
    assert words in found[0].text
    steps = [link.step for link in found[0].links]
    assert steps == sorted(steps)
    assert 0 < steps[0] <= steps[-1] <= len(recording)


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize("name", HARD | STRANGE | FORUM | LATELY)
def test_a_cause_that_lies_farther_away_is_named(name: str) -> None:
    program, variable, question, words = (HARD | STRANGE | FORUM | LATELY)[name]
    _, found = asked(program, variable)
    texts = {answer.question: answer.text for answer in found}
    assert words in texts[question]


@pytest.mark.parametrize("name", FAILING | STOPPED | REFUSED)
def test_an_error_is_explained_in_plain_words(name: str) -> None:
    program, words = (FAILING | STOPPED | REFUSED)[name]
    recording, _ = asked(program, "x")
    answer = fault(Moment(recording, len(recording)))
    assert answer is not None
    assert words in answer.text


def test_a_parameter_that_moves_raises_no_question() -> None:
    step = "m = torch.nn.Linear(2, 1)\no = torch.optim.SGD(m.parameters(), lr=0.1)\n"
    after = f"{step}s = torch.optim.lr_scheduler.StepLR(o, 1)\nm(x).sum().backward()\no.step()"
    assert asked(f"{after}\ns.step()", "m.weight")[1] == ()


def test_a_backward_that_is_right_here_or_uses_what_it_is_given_raises_no_question() -> None:
    assert asked(f"{DEAF}F.apply(x).sum().backward()", "x")[1] == ()
    heard = DEAF.replace("2 * a", "2 * a * g")
    assert asked(f"{heard}(F.apply(x) * 3).sum().backward()", "x")[1] == ()


def test_an_answer_leads_to_the_line_that_it_names() -> None:
    recording, (answer, *_) = asked(*NONE["detached on way"][:2])
    (link,) = answer.links
    assert Moment(recording, link.step).line == 4


def test_there_are_enough_of_them() -> None:
    assert sum(map(len, (NONE, ZERO, UNSOUND, HUGE, HARD))) >= LEAST


@pytest.mark.parametrize(
    "program",
    ["d = x[:, None] * w[None, :]", "d = x[:, None] - w[:, None]", "d = x - w", "d = x[:1] - w"],
)
def test_shapes_that_are_meant_raise_no_question(program: str) -> None:
    assert not [one for one in asked(program, "d")[1] if one.question.startswith("Why is d ")]
