"""What ran in a cell or in the console is called by the line that its reader sees."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import answers
from inspector.model.questions.gradients.absence import why_no_grad
from inspector.model.recordings.events import Given, Statement
from inspector.model.recordings.recording import Recording
from tests.runner.running import record_all

FIRST = "x = torch.ones(2, requires_grad=True)\n"
THEN = "y = x * 2\n"


@pytest.mark.parametrize(
    ("shown", "words"), [(7, "mul on line 7 made it"), (0, "mul on line 1 of the console made it")]
)
def test_an_answer_names_the_line_as_it_is_seen(shown: int, words: str) -> None:
    events = record_all(FIRST + THEN)
    begun = next(n for n, one in enumerate(events) if isinstance(one, Statement) and one.line == 2)
    recording = Recording(FIRST)
    recording.extend([*events[:begun], Given(THEN, 2, shown), *events[begun:]])
    moment = Moment(recording, len(recording))
    (y,) = [one for one in recording.tensors.born if moment.name(one) == "y"]
    (answer,) = answers(moment, y)
    assert words in answer.text
    assert answer.links[0].text == words.removeprefix("mul on ").removesuffix(" made it")
    assert words in why_no_grad(moment, y)
