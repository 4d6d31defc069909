"""What reached a leaf, in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inspector.model.derivations.teacher import Knowledge
from inspector.model.moments.moment import Moment
from inspector.model.moments.routes import Routes
from inspector.model.questions.gradients.paths import routes
from inspector.model.recordings.recording import Recording
from inspector.model.reports.ways import Guide
from tests.runner.running import record

SMALL = "x = torch.tensor([1.0, 2.0], requires_grad=True)\n(x * 1e-6).sum().backward()\n"


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (0.0, "One path. It brought [1e−6, 1e−6], exactly what was added to .grad."),
        (1e-9, "as far as rounding lets that be told"),
        (1e-6, "a hook changed a gradient"),
    ],
)
def test_a_sum_that_rounding_may_have_changed_is_laid_at_no_hooks_door(
    off: float, said: str
) -> None:
    recording = Recording(SMALL)
    recording.extend(record(SMALL))

    def apart(moment: Moment, tensor: int) -> Routes | None:
        found = routes(moment, tensor)
        assert found is not None
        assert found.total is not None
        return replace(found, total=np.asarray(found.total + off))

    guide = Guide(recording, Knowledge(route=apart))
    (leaf,) = recording.tensors.accumulations
    ways = guide.ways(Moment(recording, len(recording)), leaf)
    assert ways is not None
    assert said in ways.text
