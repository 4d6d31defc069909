"""Training that goes wrong in silence is asked about; training that only looks so is not."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import fault
from inspector.model.questions.outbreaks import Outbreak
from inspector.model.questions.suspects import suspicions
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.recording import Recording
from tests.model.broken_training import TRAINING
from tests.model.healthy_research import SOUND_RESEARCH
from tests.model.healthy_training import SOUND_TRAINING
from tests.model.questions.test_beginners import MANY, end_of
from tests.runner.running import run

SOUND = SOUND_TRAINING | SOUND_RESEARCH


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", TRAINING)
def test_what_goes_wrong_in_silence_is_asked_about(name: str) -> None:
    program, question, words = TRAINING[name]
    end = end_of(program)
    assert end.error is None
    told = {one.question: one.text for one in suspicions(end, MANY)}
    assert words in told[question]


@pytest.mark.parametrize("name", SOUND)
def test_what_only_looks_like_a_mistake_is_not_blamed(name: str) -> None:
    end = end_of(SOUND[name])
    assert fault(end) is None
    assert suspicions(end, MANY) == []
    outbreak = Outbreak(end.recording)
    outbreak.look(len(end.recording))
    assert outbreak.index == NEVER


def test_scores_and_classes_that_changed_places_are_told_apart() -> None:
    answer = fault(end_of("F.cross_entropy(torch.tensor([0, 1]), torch.randn(2, 2))\n"))
    assert answer is not None
    assert "The scores come first, then the classes" in answer.text


WARNED = """\
import torch
w = torch.ones(2, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
rate = torch.optim.lr_scheduler.StepLR(opt, 1)
(w * w).sum().backward()
rate.step()
opt.step()
"""


def test_a_warning_is_answered_with_what_helps() -> None:
    recording = Recording(WARNED)
    recording.extend(run(WARNED))
    (answer,) = suspicions(Moment(recording, len(recording)), MANY)
    assert answer.question == "What does this UserWarning mean?"
    assert "Call step() of the optimizer first" in answer.text
